/** The process stops, and what was under way is left as it was: the tables still hold it, and the next start takes it up. */
export class Stopping extends Error {
  override name = 'Stopping';

  constructor() {
    super('The program stops; what was under way is taken up at its next start.');
  }
}

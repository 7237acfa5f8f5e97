import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Between two collections, each of which takes a twentieth of a second: so much, or so many pages of shorter posts. */
const BYTES = 3e6;
const PIECES = 6;

/**
 * The same bytes, with little memory. V8 lets garbage lie as long as the machine has room for it, which with a million posts are hundreds of megabytes;
 * a command that runs beside a server leaves that room to it. For processes that do nothing else: a collection holds up everything.
 */
export async function* frugally(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let [bytes, count] = [0, 0];
  for await (const piece of pieces) {
    bytes += piece.length;
    count += 1;
    yield piece;
    if (bytes < BYTES && count < PIECES) continue;
    [bytes, count] = [0, 0];
    collect();
  }
}

/** A short run of `npm run fuzz`, always the same; the long one is in `bench/RESULTS.md`. */
import { fuzz } from '../support/fuzz.js';

test('two thousand spoilt documents, queries and threads are read, or refused by name', async () => {
  const { code, out } = await fuzz('--inputs', '2000', '--seed', '1', '--no-browser');
  expect(out).toContain('2000 inputs of seed 1');
  expect([code, out.match(/FINDING.*/g)]).toEqual([0, null]);
});

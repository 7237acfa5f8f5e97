/** A short run of `npm run fuzz` with its browser: no cleaned markup brings a script into a page that no policy protects. */
import { fuzz } from '../support/fuzz.js';

const withBrowser = process.env.TEST_CHROMIUM ? test : test.skip;

withBrowser('what is left of spoilt documents runs nothing in a browser', async () => {
  const { code, out } = await fuzz('--inputs', '3000', '--seed', '2');
  expect(Number(/^(\d+) pieces of markup/m.exec(out)?.[1])).toBeGreaterThan(500);
  expect([code, out.match(/FINDING.*/g)]).toEqual([0, null]);
});

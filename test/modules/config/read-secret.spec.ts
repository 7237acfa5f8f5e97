import { PassThrough } from 'node:stream';
import { readSecret } from '../../../src/modules/config/read-secret.js';

let input: PassThrough & { isTTY?: boolean };
let output: PassThrough;

beforeEach(() => {
  input = new PassThrough();
  output = new PassThrough();
  output.setEncoding('utf8');
});

test.each([
  ['AIza-1\n', 'AIza-1'],
  ['AIza-1\r\n', 'AIza-1'],
  ['AIza-1', 'AIza-1'],
  ['', ''],
  ['\n', ''],
  [' with spaces \n', ' with spaces '],
  ['two\nlines\n', 'two\nlines'],
])('piped %j is %j, without a prompt', async (piped, expected) => {
  input.end(piped);
  expect(await readSecret(input, output, 'Key: ')).toBe(expected);
  expect(output.read()).toBe(null);
});

test('what never ends is cut off', async () => {
  const reading = readSecret(input, output, 'Key: ');
  for (let part = 0; part < 20; part++) input.write('x'.repeat(10_000));
  expect((await reading).length).toBeLessThan(100_000);
});

test('at a terminal it is asked for, can be corrected, and is not shown', async () => {
  input.isTTY = true;
  const reading = readSecret(input, output, 'Key: ');
  input.write('AIza-2');
  input.write('\x7f3\r');
  expect(await reading).toBe('AIza-3');
  expect(output.read()).toBe('Key: \n');
});

test.each(['\x03', '\x04'])('at a terminal, %j gives nothing', async (control) => {
  input.isTTY = true;
  const reading = readSecret(input, output, 'Key: ');
  input.write('AIza');
  // Ctrl-D ends an empty line only.
  if (control === '\x04') input.write('\x15');
  input.write(control);
  expect(await reading).toBe('');
});

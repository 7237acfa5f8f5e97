import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Turns } from '../../../src/modules/database/turns.js';

let folder: string;
let location: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hustings-'));
  location = join(folder, 'shared.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('who has written stands back until who waits has begun', async () => {
  const [writes, waits] = [new Turns(location, 50_000), new Turns(location, 50_000)];
  await waits.wait();
  let hasGone = false;
  const goes = writes.giveWay().then(() => (hasGone = true));
  await waits.wait();
  await waits.wait();
  expect(hasGone).toBe(false);
  waits.take();
  await goes;
  expect(existsSync(`${location}-waiting`)).toBe(false);
});

test('nobody stands back where nobody waits', async () => {
  const turns = new Turns(location, 50_000);
  await turns.giveWay();
  turns.take();
  await turns.giveWay();
});

test('one who died waiting is waited for once', async () => {
  const turns = new Turns(location, 0);
  await new Turns(location, 0).wait();
  await turns.giveWay();
  expect(existsSync(`${location}-waiting`)).toBe(false);
});

test('where no file can be laid, a write waits all the same', async () => {
  await new Turns(join(folder, 'no such folder', 'x.sqlite'), 0).wait();
});

import { Kept } from '../../../src/modules/pages/kept.js';

let now: Date;
let kept: Kept<string>;
let makings: string[];

beforeEach(() => {
  now = new Date('2008-04-03T12:00:00Z');
  kept = new Kept({ now: () => now }, { seconds: 10, atMostSeconds: 30, most: 2 });
  makings = [];
});

function read(key: string, version = '1'): Promise<string> {
  return kept.read(key, version, () => {
    makings.push(key);
    return Promise.resolve(`${key} ${makings.length}`);
  });
}

test('who asks for the same gets the same, together or one after another, until the seconds are over', async () => {
  expect(await Promise.all([read('a'), read('a')])).toEqual(['a 1', 'a 1']);
  now = new Date('2008-04-03T12:00:09.999Z');
  expect(await read('a')).toBe('a 1');
  expect(kept.look('a')).toBe('a 1');
});

test('later, who asks gets the old one while a new one is made for the next', async () => {
  await read('a');
  now = new Date('2008-04-03T12:00:10Z');
  expect(kept.look('a')).toBeNull();
  expect(await Promise.all([read('a'), read('a')])).toEqual(['a 1', 'a 1']);
  expect(makings).toHaveLength(2);
  expect(await read('a')).toBe('a 2');
  expect(kept.look('a')).toBe('a 2');
});

test('what is too old is waited for', async () => {
  await read('a');
  now = new Date('2008-04-03T12:00:30Z');
  expect(await read('a')).toBe('a 2');
});

test('a renewing that fails leaves the old one, until that is too old', async () => {
  await read('a');
  const failing = () => kept.read('a', '1', () => Promise.reject(new Error('away')));
  now = new Date('2008-04-03T12:00:10Z');
  expect([await failing(), await failing()]).toEqual(['a 1', 'a 1']);
  now = new Date('2008-04-03T12:00:30Z');
  await expect(failing()).rejects.toThrow('away');
});

test('another version is made anew, and what is there can be looked at whatever its version', async () => {
  await read('a', '1');
  expect(kept.look('a')).toBe('a 1');
  expect(await read('a', '2')).toBe('a 2');
});

test('the one made longest ago makes room', async () => {
  for (const key of ['a', 'b', 'a', 'c', 'b', 'a']) await read(key);
  expect(makings).toEqual(['a', 'b', 'c', 'a']);
});

test('a failure is told to those who waited, and tried again', async () => {
  const failing = () => kept.read('a', '1', () => Promise.reject(new Error('away')));
  await expect(Promise.all([failing(), failing()])).rejects.toThrow('away');
  expect(await read('a')).toBe('a 1');
});

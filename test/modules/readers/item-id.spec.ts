import fc from 'fast-check';
import {
  feverId,
  type Item,
  type ItemKind,
  longId,
  OWNER_MAX,
  parseFeverId,
  parseItemId,
  shortId,
} from '../../../src/modules/readers/item-id.js';
import { Params, readInstant } from '../../../src/modules/readers/params.js';

const kinds: ItemKind[] = ['message', 'day', 'week', 'month', 'entity', 'watch'];
const items = fc.record({
  kind: fc.constantFrom(...kinds),
  owner: fc.integer({ min: 0, max: OWNER_MAX }),
  postId: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
});

test('an id is read back in every form that readers send, and never taken for another', () => {
  fc.assert(
    fc.property(items, (item) => {
      const long = longId(item);
      expect(long).toMatch(/^tag:google\.com,2005:reader\/item\/[0-9a-f]{16}$/);
      const padded = long.slice(-16);
      for (const form of [long, padded, padded.toUpperCase(), padded.replace(/^0+/, ''), shortId(item)])
        expect(parseItemId(form)).toEqual(item);
      expect(parseFeverId(String(feverId(item)))).toEqual(item);
      expect([Number.isSafeInteger(feverId(item)), Number.isSafeInteger(Number(shortId(item)))]).toEqual([true, true]);
    }),
  );
});

test('the ids of Fever stand in the order of arrival', () => {
  fc.assert(
    fc.property(items, items, (a: Item, b: Item) => {
      if (a.postId !== b.postId) expect(Math.sign(feverId(a) - feverId(b))).toBe(Math.sign(a.postId - b.postId));
    }),
  );
});

test.each([
  '',
  '0',
  '-1',
  '1',
  '00',
  '9'.repeat(400),
  'tag:google.com,2005:reader/item/',
  'tag:google.com,2005:reader/item/22517998136852',
  "1' OR 1=1",
  'ffffffffffffffff',
  '000fffffffffffff0',
  'NaN',
  '1e9',
  '１２',
])('%j is no id', (text) => {
  expect([parseItemId(text), text === '' || !/^[1-9]/.test(text) ? parseFeverId(text) : null]).toEqual([null, null]);
});

test('instants come in seconds, milliseconds, microseconds or nanoseconds', () => {
  const at = Date.parse('2008-04-03T12:00:00Z');
  for (const text of [`${at / 1000}`, `${at / 1000}.0`, `${at}`, `${at}000`, `${at}000000`]) expect(readInstant(text)).toBe(at);
  for (const text of ['', '0', 'now', '-5', '1'.repeat(30)]) expect(readInstant(text)).toBeNull();
});

test('what is sent may come several times, in the address and in the body, and is nothing but texts', () => {
  const request = { originalUrl: '/x?i=1&i=2&n=99999999999999999999', body: { i: ['3', { a: 1 }], __proto__: 'x', T: 'y' } };
  const params = new Params(request as never);
  expect([params.all('i'), params.one('T'), params.count('n', 20, 1_000), params.count('m', 20, 1_000)]).toEqual([
    ['1', '2', '3'],
    'y',
    1_000,
    20,
  ]);
});

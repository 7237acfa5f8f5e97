import { instantWithin } from '../../src/feeds/page-dates.js';

test.each([
  ['Posted by Ann on 3 April 2008 at 1:40 pm', '2008-04-03T12:40:00.000Z'],
  ['April 3rd, 2008 at 1:40 pm', '2008-04-03T12:40:00.000Z'],
  ['January 26, 2021 at 7:17 am | Reply', '2021-01-26T07:17:00.000Z'],
  ['Thu, 04/03/2008 - 13:40', '2008-04-03T12:40:00.000Z'],
  ['28 December 2008 @ 10:15am', '2008-12-28T10:15:00.000Z'],
  ['said, on 2008-04-03T13:40:00+02:00', '2008-04-03T11:40:00.000Z'],
  ['4/3/08, 1:40 PM', '2008-04-03T12:40:00.000Z'],
  ['3. April 2008 um 13:40', '2008-04-03T12:40:00.000Z'],
  ['1207226400', '2008-04-03T12:40:00.000Z'],
])('%s', (words, instant) => {
  expect(instantWithin(words, 'Europe/London')?.toISOString()).toBe(instant);
});

test.each(['', '21:00', '1 month ago', 'Chapter 11', '32 Octember 2008', 'x'.repeat(100_000), '1'.repeat(100_000)])(
  '%.30s is no date',
  (words) => {
    expect(instantWithin(words, 'Europe/London')).toBeNull();
  },
);

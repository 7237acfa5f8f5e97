import { type AffiliationPeriod, affiliationAt, authorKeyOf, overlapping } from '../../../src/modules/affiliations/affiliation-at.js';
import { splitByAffiliation } from '../../../src/modules/affiliations/split.js';

const period = (said: Partial<AffiliationPeriod>): AffiliationPeriod => ({
  authorKey: null,
  affiliation: 'civil-service',
  fromAt: null,
  untilAt: null,
  ...said,
});

const account = {
  affiliation: 'unknown' as const,
  periods: [
    period({ affiliation: 'civil-service', untilAt: 100 }),
    period({ affiliation: 'party', fromAt: 100, untilAt: 200 }),
    period({ authorKey: 'ada quill', affiliation: 'minister', fromAt: 50, untilAt: 150 }),
  ],
};

test.each([
  ['before the account changed hands', null, 99, 'civil-service'],
  ['on the day', null, 100, 'party'],
  ['when nothing is said', null, 200, 'unknown'],
  ['an author goes before the source', ' Ada  QUILL', 100, 'minister'],
  ['an author of whom nothing is said then', 'Ada Quill', 150, 'party'],
  ['another author', 'Ben', 10, 'civil-service'],
  ['an empty name', '  ', 10, 'civil-service'],
] as const)('whose voice it is: %s', (_, author, at, expected) => {
  expect(affiliationAt(account, author, at)).toBe(expected);
});

test('periods of one voice stand in the way of each other, those of others do not', () => {
  expect(overlapping(account.periods, period({ fromAt: 200 }))).toEqual([]);
  expect(overlapping(account.periods, period({ fromAt: 199 }))).toEqual([account.periods[1]]);
  expect(overlapping(account.periods, period({}))).toEqual(account.periods.slice(0, 2));
  expect(overlapping(account.periods, period({ authorKey: 'ben' }))).toEqual([]);
});

test('a name is the same however it is written', () => {
  expect(authorKeyOf(' Zoe\u0308  Ferrier ')).toBe(authorKeyOf('ZOË FERRIER'));
  expect(authorKeyOf(' ')).toBeNull();
});

test('civil service and party are two numbers', () => {
  const parts = splitByAffiliation(['party', 'civil-service', 'party'] as const, (affiliation) => affiliation);
  expect(parts.map(({ affiliation, items }) => [affiliation, items.length])).toEqual([
    ['civil-service', 1],
    ['party', 2],
  ]);
});

import { maxAgeSeconds, retryAfterAt } from '../../../src/modules/fetch/headers.js';

const now = new Date('2008-04-03T12:00:00Z');

describe('Retry-After', () => {
  test.each([
    ['120', '2008-04-03T12:02:00.000Z'],
    ['0', '2008-04-03T12:00:00.000Z'],
    [' 30 ', '2008-04-03T12:00:30.000Z'],
    ['Thu, 03 Apr 2008 13:00:00 GMT', '2008-04-03T13:00:00.000Z'],
    ['Thursday, 03-Apr-08 13:00:00 GMT', '2008-04-03T13:00:00.000Z'],
    ['Thu, 03 Apr 2008 11:00:00 GMT', '2008-04-03T12:00:00.000Z'],
    ['99999999999999999999', '2009-04-03T12:00:00.000Z'],
    ['Fri, 31 Dec 9999 23:59:59 GMT', '2009-04-03T12:00:00.000Z'],
  ])('%j', (value, expected) => {
    expect(retryAfterAt({ 'retry-after': value }, now)?.toISOString()).toBe(expected);
  });

  test.each(['', 'soon', '-5', 'tomorrow 10am'])('%j says nothing', (value) => {
    expect(retryAfterAt({ 'retry-after': value }, now)).toBeNull();
  });

  test('is null when missing', () => {
    expect(retryAfterAt({}, now)).toBeNull();
  });
});

describe('freshness', () => {
  test.each([
    [{ 'cache-control': 'public, max-age=3600' }, 3600],
    [{ 'cache-control': 'max-age=3600', age: '600' }, 3000],
    [{ 'cache-control': 'max-age=60', age: '600' }, 0],
    [{ 'cache-control': 'Max-Age="90"' }, 90],
    [{ 'cache-control': 's-maxage=10' }, null],
    [{ 'cache-control': 'no-cache, max-age=3600' }, 0],
    [{ expires: 'Thu, 03 Apr 2008 12:30:00 GMT' }, 1800],
    [{ expires: 'Thu, 03 Apr 2008 12:30:00 GMT', date: 'Thu, 03 Apr 2008 12:20:00 GMT' }, 600],
    [{ expires: 'Thu, 03 Apr 2008 11:00:00 GMT' }, 0],
    [{ expires: '0' }, null],
    [{ 'cache-control': 'max-age=60', expires: 'Thu, 03 Apr 2008 12:30:00 GMT' }, 60],
    [{}, null],
  ])('%j is fresh for %p seconds', (headers, expected) => {
    expect(maxAgeSeconds(headers, now)).toBe(expected);
  });
});

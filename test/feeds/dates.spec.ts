import fc from 'fast-check';
import { monthNumber, zoneMinutes } from '../../src/feeds/date-words.js';
import { readDate, readLocalDate } from '../../src/feeds/dates.js';

const iso = (text: string) => readDate(text)?.toISOString() ?? null;

test.each([
  // RFC 822 and its habits
  ['Thu, 03 Apr 2008 12:40:00 GMT', '2008-04-03T12:40:00.000Z'],
  ['Thu, 03 Apr 2008 13:40:00 +0100', '2008-04-03T12:40:00.000Z'],
  ['Thu, 3 Apr 2008 13:40 +01:00', '2008-04-03T12:40:00.000Z'],
  ['3 Apr 08 12:40:00 UT', '2008-04-03T12:40:00.000Z'],
  ['3 Apr 99 12:40:00 Z', '1999-04-03T12:40:00.000Z'],
  ['3 Apr 108 12:40:00 Z', '2008-04-03T12:40:00.000Z'],
  ['Thu, 03 Apr 2008 12:40:00 -0000', '2008-04-03T12:40:00.000Z'],
  ['Thu, 03 Apr 2008 08:40:00 EDT', '2008-04-03T12:40:00.000Z'],
  ['Thu, 03 Apr 2008 13:40:00 BST', '2008-04-03T12:40:00.000Z'],
  ['Thu, 03 Apr 2008 14:40:00 CEST', '2008-04-03T12:40:00.000Z'],
  ['Thu, 03 Apr 2008 14:40:00 (CEST)', '2008-04-03T12:40:00.000Z'],
  ['Thu, 03 Apr 2008 13:40:00 GMT+0100', '2008-04-03T12:40:00.000Z'],
  ['Thu, 03 Apr 2008 08:40:00 -0400 (EDT)', '2008-04-03T12:40:00.000Z'],
  ['Tue, 10 Jan 2006 10:21:18 Eastern Standard Time', '2006-01-10T15:21:18.000Z'],
  ['Tue, 10 Jan 2006 10:21:18 Pacific Daylight Time', '2006-01-10T17:21:18.000Z'],
  ['Thu, 03 Apr 2008 12:40:00', '2008-04-03T12:40:00.000Z'],
  ['Thursday, 03-Apr-08 12:40:00 GMT', '2008-04-03T12:40:00.000Z'],
  ['  Thu,  03   Apr 2008\n 12:40:00   GMT ', '2008-04-03T12:40:00.000Z'],
  ['Thu, 03 Apr 2008 24:00:00 GMT', '2008-04-04T00:00:00.000Z'],
  ['Sat, 31 Dec 2005 23:59:60 GMT', '2005-12-31T23:59:59.000Z'],
  ['03 Apr 2008', '2008-04-03T00:00:00.000Z'],
  // ISO 8601, whole and in part
  ['2008-04-03T12:40:00Z', '2008-04-03T12:40:00.000Z'],
  ['2008-04-03T12:40:00.123456Z', '2008-04-03T12:40:00.123Z'],
  ['2008-04-03T13:40:00,5+01:00', '2008-04-03T12:40:00.500Z'],
  ['2008-04-03t12:40:00z', '2008-04-03T12:40:00.000Z'],
  ['2008-04-03 12:40:00', '2008-04-03T12:40:00.000Z'],
  ['2008-04-03 12:40:00 UTC', '2008-04-03T12:40:00.000Z'],
  ['2008-04-03T12:40Z', '2008-04-03T12:40:00.000Z'],
  ['2008-04-03T08:40:00-4:00', '2008-04-03T12:40:00.000Z'],
  ['20080403T124000Z', '2008-04-03T12:40:00.000Z'],
  ['2008-04-03', '2008-04-03T00:00:00.000Z'],
  ['2008-04', '2008-04-01T00:00:00.000Z'],
  ['2008', '2008-01-01T00:00:00.000Z'],
  ['2008-094', '2008-04-03T00:00:00.000Z'],
  // other habits
  ['Thu Apr  3 12:40:00 2008', '2008-04-03T12:40:00.000Z'],
  ['Tue Nov 18 14:28:17 +0000 2008', '2008-11-18T14:28:17.000Z'],
  ['Thu Apr 3 08:40:00 EDT 2008', '2008-04-03T12:40:00.000Z'],
  ['April 03, 2008 at 01:40 PM', '2008-04-03T13:40:00.000Z'],
  ['April 3rd, 2008', '2008-04-03T00:00:00.000Z'],
  ['4/23/08, 6:04 PM', '2008-04-23T18:04:00.000Z'],
  ['11/13/2008 03:04:07 PM', '2008-11-13T15:04:07.000Z'],
  ['13/11/2008 12:04', '2008-11-13T12:04:00.000Z'],
  ['13.11.2008 12:04', '2008-11-13T12:04:00.000Z'],
  ['2008/11/13 12:04:05', '2008-11-13T12:04:05.000Z'],
  ['12:04 AM, 13 Nov 2008', '2008-11-13T00:04:00.000Z'],
  ['1207226400', '2008-04-03T12:40:00.000Z'],
  ['1207226400.5', '2008-04-03T12:40:00.500Z'],
  ['1207226400000', '2008-04-03T12:40:00.000Z'],
  // other languages
  ['Do, 03 Apr 2008 12:40:00 +0000', '2008-04-03T12:40:00.000Z'],
  ['3. März 2008 12:40', '2008-03-03T12:40:00.000Z'],
  ['jeu, 03 août 2006 12:40:00 +0200', '2006-08-03T10:40:00.000Z'],
  ['3 de abril de 2008 12:40', '2008-04-03T12:40:00.000Z'],
  ['mar, 03 mag 2005 12:40:00 +0200', '2005-05-03T10:40:00.000Z'],
  ['Чт, 03 апр 2008 12:40:00 +0400', '2008-04-03T08:40:00.000Z'],
  ['Κυρ, 11 Ιούλ 2004 12:00:00 EST', '2004-07-11T17:00:00.000Z'],
  ['2004년 05월 28일 오후 01:31:15', '2004-05-28T13:31:15.000Z'],
  ['2008年4月3日 12:40', '2008-04-03T12:40:00.000Z'],
])('reads %j', (text, instant) => {
  expect(iso(text)).toBe(instant);
});

test.each([
  '',
  '   ',
  'nope',
  'yesterday',
  '31 Feb 2008 10:00:00 GMT',
  '2008-02-30',
  '2008-13-01',
  '32 Jan 2008',
  '99:99',
  '1 '.repeat(50_000),
  'Apr',
])('does not read %j', (text) => {
  expect(readDate(text)).toBeNull();
  expect(readLocalDate(text)).toBeNull();
});

test('reads nothing from null and undefined', () => {
  expect([readDate(null), readDate(undefined), readLocalDate(null)]).toEqual([null, null, null]);
});

test.each([
  ['April 03, 2008 at 01:40 PM', [2008, 4, 3, 13, 40, 0]],
  ['4/23/08, 6:04 PM', [2008, 4, 23, 18, 4, 0]],
  ['11/13/2008 03:04:07 PM', [2008, 11, 13, 15, 4, 7]],
  ['2008-04-03 12:40', [2008, 4, 3, 12, 40, 0]],
])('gives the parts of %j, which names no zone', (text, [year, month, day, hour, minute, second]) => {
  expect(readLocalDate(text)).toEqual({ year, month, day, hour, minute, second });
});

test.each(['2008-04-03T12:40:00Z', 'Thu, 03 Apr 2008 12:40:00 GMT', 'Thu, 03 Apr 2008 12:40:00 -0500'])(
  'leaves %j, which names a zone, to readDate',
  (text) => {
    expect(readLocalDate(text)).toBeNull();
  },
);

const instants = fc.date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2068-12-31T00:00:00Z'), noInvalidDate: true });

test('every instant written as ISO 8601 or as RFC 822 is read back, in any zone', () => {
  fc.assert(
    fc.property(instants, fc.integer({ min: -14 * 60, max: 14 * 60 }), (instant, offset) => {
      expect(readDate(instant.toISOString())).toEqual(instant);
      const seconds = new Date(Math.floor(instant.getTime() / 1000) * 1000);
      expect(readDate(seconds.toUTCString())).toEqual(seconds);
      const local = new Date(seconds.getTime() + offset * 60_000).toISOString().slice(0, 19);
      const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) => String(part).padStart(2, '0'));
      expect(readDate(`${local}${offset < 0 ? '-' : '+'}${hours}:${minutes}`)).toEqual(seconds);
    }),
  );
});

test('dates in words are read back in every language that the platform can write', () => {
  const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'sv', 'da', 'pl', 'ru', 'uk', 'el', 'tr'];
  fc.assert(
    fc.property(instants, fc.constantFrom(...languages), (instant, language) => {
      const day = new Date(Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth(), instant.getUTCDate()));
      const written = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(day);
      expect([written, readDate(written)]).toEqual([written, day]);
    }),
  );
});

test('any text is a date or null, and never an invalid one', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9:/ .,+TZ-]{0,40}$/)), (text) => {
      const date = readDate(text);
      expect(date === null || !Number.isNaN(date.getTime())).toBe(true);
    }),
  );
});

test('the zone of the server does not matter', () => {
  const zone = process.env.TZ;
  try {
    process.env.TZ = 'America/New_York';
    expect(iso('2024-07-01 10:00:00')).toBe('2024-07-01T10:00:00.000Z');
    expect(iso('Mon, 01 Jul 2024 10:00:00')).toBe('2024-07-01T10:00:00.000Z');
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
});

test('knows months by their beginnings and zones by their names', () => {
  expect(['Sept.', 'AVR', 'août', 'xyz', 'ma'].map(monthNumber)).toEqual([9, 4, 8, null, null]);
  expect(['EST', 'eastern standard time', 'nowhere'].map(zoneMinutes)).toEqual([-300, -300, null]);
});

import { archiveView, daysOf } from '../../../src/modules/digests/archive.view.js';

const hrefsOf = (year: number, zone: string) => {
  const days = daysOf(year, zone);
  const view = archiveView(
    year,
    [year],
    days.map((period, index) => ({ period, count: index + 1 })),
  );
  return view.months.flatMap(({ weeks }) => weeks.flatMap((week) => week.days.flatMap((day) => day?.href ?? [])));
};

test.each([
  ['Europe/London', 2008, 366],
  ['Europe/London', 2009, 365],
  // The clocks went forward at midnight of 4 November: that day began at one.
  ['America/Sao_Paulo', 2018, 365],
  // 30 December 2011 was left out.
  ['Pacific/Apia', 2011, 364],
])('the calendar of %s in %d has %d days, each once and in order', (zone, year, days) => {
  const hrefs = hrefsOf(year, zone);
  expect(hrefs).toHaveLength(days);
  expect([...new Set(hrefs)].sort()).toEqual(hrefs);
  expect([hrefs[0], hrefs.at(-1)]).toEqual([`/digest/${year}-01-01`, `/digest/${year}-12-31`]);
});

test('a day that does not exist leaves a gap in its week', () => {
  const days = daysOf(2011, 'Pacific/Apia');
  const { months } = archiveView(
    2011,
    [2011],
    days.map((period) => ({ period, count: 1 })),
  );
  const last = months.at(-1)?.weeks.at(-1);
  expect(last?.days.map((day) => day?.dayOfMonth ?? null)).toEqual([26, 27, 28, 29, null, 31, null]);
});

test('the first days of a year stand in the last week of the year before, where they belong to that', () => {
  const days = daysOf(2010, 'Europe/London');
  const { months } = archiveView(
    2010,
    [2010],
    days.map((period) => ({ period, count: 1 })),
  );
  expect(months[0]?.weeks[0]).toMatchObject({ href: '/digest/2009-W53', weekOfYear: 53, count: 3 });
});

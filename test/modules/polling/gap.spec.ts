import fc from 'fast-check';
import { type Before, gapOf, type Shown } from '../../../src/modules/polling/gap.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2008-04-03T00:00:00Z');

interface Published {
  guid: string;
  title: string;
  at: number;
  version: number;
}

/** A site that publishes at random, and a reader that looks at random, with what the reader has stored. */
class Farm {
  readonly published: Published[] = [];
  private readonly stored = new Map<string, Published>();
  private last = new Map<string, number>();
  private lookedAt: Date | null = null;
  private sizes: number[] = [];
  private names = 0;
  /** How many were published at the last look. */
  private before = 0;

  constructor(
    private readonly window: number,
    private readonly pinned: readonly Published[] = [],
  ) {}

  publish(at: number): void {
    this.names += 1;
    this.published.push({ guid: `g${this.names}`, title: `On ${this.names}`, at, version: 0 });
  }

  edit(index: number): void {
    const entry = this.published.at(-1 - index);
    if (entry) entry.version += 1;
  }

  /** Another system under the same address: new names, and with `dates` those of today, too. */
  migrate(now: number, dates: boolean): void {
    for (const entry of this.published) {
      entry.guid = `new-${entry.guid}`;
      if (dates) entry.at = now - 1000;
    }
  }

  /** What a reader finds, and whether it missed something since the last look. */
  look(
    now: number,
    shows = (all: Published[]) => all.slice(-this.window),
  ): { found: ReturnType<typeof gapOf>; isMissing: boolean; arrived: number } {
    const document = [...this.pinned, ...shows(this.published)].map((entry) => ({ ...entry }));
    const isSame = ({ guid, version }: Published) => this.last.get(guid) === version;
    const here = new Set(document.map(({ guid }) => guid));
    const newest = [...this.stored.values()].slice(-400).sort((a, b) => b.at - a.at);
    const before: Before = {
      unchanged: document.filter(isSame).map(({ guid }) => new Date(this.stored.get(guid)?.at ?? 0)),
      newest: newest.map(({ title, at, guid, version }) => ({ title, at: new Date(at), urlKey: null, contentHash: `${guid} ${version}` })),
      guids: new Set([...here].filter((guid) => this.stored.has(guid))),
      lookedAt: this.lookedAt ?? new Date(0),
      entriesMost: Math.max(0, ...this.sizes),
    };
    const changed = document.filter((each) => !isSame(each)).map(shown);
    const found = this.last.size === 0 ? null : gapOf(changed, before, new Date(now));
    const arrived = this.published.length - this.before;
    const isMissing = this.last.size > 0 && this.published.slice(this.before).some(({ guid }) => !here.has(guid));
    for (const each of document) this.stored.set(each.guid, each);
    this.sizes = [...this.sizes, document.length].slice(-30);
    [this.last, this.lookedAt, this.before] = [
      new Map(document.map(({ guid, version }) => [guid, version])),
      new Date(now),
      this.published.length,
    ];
    return { found, isMissing, arrived };
  }
}

function shown({ guid, title, at, version }: Published): Shown {
  return { guid, title, at: new Date(at), urlKey: null, contentHash: `${guid} ${version}` };
}

interface Life {
  window: number;
  /** Entries a day. */
  pace: number;
  /** Between two looks; once in ten it is up to ten times as long, as when a machine was off. */
  waitMs: number;
  isPinned: boolean;
  edits: number;
  seed: number;
}

const life: fc.Arbitrary<Life> = fc.record({
  window: fc.integer({ min: 5, max: 50 }),
  pace: fc.integer({ min: 1, max: 200 }),
  waitMs: fc.integer({ min: 10 * MINUTE, max: 12 * HOUR }),
  isPinned: fc.boolean(),
  edits: fc.integer({ min: 0, max: 3 }),
  seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
});

/** Runs a site for so many looks, and counts what was found. */
function run({ window, pace, waitMs, isPinned, edits, seed }: Life, looks = 60) {
  const random = dice(seed);
  const pin = isPinned ? [{ guid: 'pinned', title: 'Rules of the house', at: START - 300 * DAY, version: 0 }] : [];
  const farm = new Farm(window, pin);
  const counts = { looks: 0, gaps: 0, found: 0, falseAlarms: 0 };
  let now = START;
  let next = START;
  for (let count = 0; count < looks; count += 1) {
    now += waitMs * (random() < 0.1 ? 10 * random() : 0.5 + random());
    for (; next < now; next += -Math.log(1 - random()) * (DAY / pace)) farm.publish(next);
    for (let edit = 0; edit < edits; edit += 1) farm.edit(Math.floor(random() * window));
    const { found, isMissing, arrived } = farm.look(now);
    counts.looks += 1;
    counts.gaps += isMissing ? 1 : 0;
    counts.found += isMissing && found ? 1 : 0;
    counts.falseAlarms += !isMissing && found ? 1 : 0;
    // A window that rolled over to the very entry shows the same as one that lost some: nothing else is told in vain.
    if (found && !isMissing) expect(arrived).toBe(window);
    if (found) expect(found.fromAt.getTime()).toBeLessThan(found.untilAt.getTime());
  }
  return counts;
}

test('every gap is found, and false alarms stay under one in a hundred', () => {
  const sum = { looks: 0, gaps: 0, found: 0, falseAlarms: 0 };
  fc.assert(
    fc.property(life, (said) => {
      const counts = run(said);
      expect(counts.found).toBe(counts.gaps);
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += counts[name];
    }),
    { numRuns: 200, seed: 2008 },
  );
  expect(sum.gaps).toBeGreaterThan(1000);
  expect(sum.looks - sum.gaps).toBeGreaterThan(1000);
  expect(sum.falseAlarms / sum.looks).toBeLessThan(0.01);
});

test('a gap lies between the newest that was known and the oldest that is shown', () => {
  const farm = new Farm(5);
  for (let hour = 0; hour < 10; hour += 1) farm.publish(START + hour * HOUR);
  farm.look(START + 10 * HOUR);
  for (let hour = 10; hour < 20; hour += 1) farm.publish(START + hour * HOUR);
  expect(farm.look(START + 20 * HOUR).found).toEqual({ fromAt: new Date(START + 9 * HOUR), untilAt: new Date(START + 15 * HOUR) });
});

describe('is not told', () => {
  test('of a first look', () => {
    const farm = new Farm(5);
    for (let hour = 0; hour < 10; hour += 1) farm.publish(START + hour * HOUR);
    expect(farm.look(START + 10 * HOUR).found).toBeNull();
  });

  test.each([false, true])('of a site that gives all its entries new names, with new dates: %s', (dates) => {
    const farm = new Farm(10);
    for (let hour = 0; hour < 30; hour += 1) farm.publish(START + hour * HOUR);
    farm.look(START + 30 * HOUR);
    farm.migrate(START + 31 * HOUR, dates);
    farm.publish(START + 31 * HOUR);
    expect(farm.look(START + 32 * HOUR).found).toBeNull();
  });

  test('of a feed that shows the entries of a day, and lets go of them when they are older', () => {
    const random = dice(7);
    const farm = new Farm(50);
    let alarms = 0;
    let next = START;
    for (let now = START; now < START + 400 * DAY; now += 6 * HOUR) {
      for (; next < now; next += -Math.log(1 - random()) * DAY) farm.publish(next);
      const since = now - DAY;
      alarms += farm.look(now, (all) => all.filter(({ at }) => at > since)).found ? 1 : 0;
    }
    expect(alarms / 1600).toBeLessThan(0.01);
  });

  test('of one that has become shorter, nor of one that is not in order', () => {
    const farm = new Farm(20);
    for (let hour = 0; hour < 40; hour += 1) farm.publish(START + hour * HOUR);
    farm.look(START + 40 * HOUR);
    for (let hour = 40; hour < 52; hour += 1) farm.publish(START + hour * HOUR);
    expect(farm.look(START + 52 * HOUR, (all) => all.slice(-10)).found).toBeNull();
    const random = dice(3);
    const popular = new Farm(10);
    for (let hour = 0; hour < 500; hour += 1) popular.publish(START + hour * HOUR);
    for (let day = 0; day < 100; day += 1) {
      const now = START + 500 * HOUR + day * DAY;
      popular.publish(now - HOUR);
      expect(popular.look(now, (all) => [...all].sort(() => random() - 0.5).slice(0, 10)).found).toBeNull();
    }
  });

  test('of a window of one or two, which rolls over with each entry', () => {
    const farm = new Farm(2);
    for (let hour = 0; hour < 20; hour += 2) {
      farm.publish(START + hour * HOUR);
      farm.publish(START + (hour + 1) * HOUR);
      expect(farm.look(START + (hour + 2) * HOUR).found).toBeNull();
    }
  });
});

test('undated entries: where nothing is left of what was there, the gap is the time between the two looks', () => {
  const before: Before = { unchanged: [], newest: [], guids: new Set(), lookedAt: new Date(START), entriesMost: 3 };
  const undated = ['a', 'b', 'c'].map((guid) => ({ guid, title: guid, urlKey: null, contentHash: guid, at: null }));
  const now = new Date(START + HOUR);
  expect(gapOf(undated, before, now)).toEqual({ fromAt: new Date(START), untilAt: now });
  expect(gapOf(undated, { ...before, guids: new Set(['c']) }, now)).toBeNull();
});

/** The same numbers for the same seed. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

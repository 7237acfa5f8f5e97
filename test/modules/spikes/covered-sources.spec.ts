import { coveredSources, type FeedDay } from '../../../src/modules/spikes/covered-sources.js';

const NOW = Date.UTC(2008, 3, 20, 12);
const TODAY = Math.floor(NOW / 86_400_000);

/** A feed that was read on each of the last twenty days; `change` says otherwise of some, by how many days ago. */
function aFeed(said: Partial<FeedDay> = {}, change: (daysAgo: number) => Partial<FeedDay> | null = () => ({})): FeedDay[] {
  return Array.from({ length: 20 }, (_, ago) => ago).flatMap((ago) => {
    const changed = change(ago);
    const row: FeedDay = { feedId: 1, sourceId: 1, createdAt: 0, state: 'active', day: TODAY - ago, polls: 24, failures: 0, ...said };
    return changed ? [{ ...row, ...changed }] : [];
  });
}

test.each<[string, string, FeedDay[]]>([
  ['read throughout', 'hour day', aFeed()],
  ['not polled today yet', 'hour day', aFeed({}, (ago) => (ago === 0 ? null : {}))],
  ['a day without a poll, read by the next', 'hour day', aFeed({}, (ago) => (ago === 9 ? null : {}))],
  ['two days without a poll', 'hour', aFeed({}, (ago) => (ago === 9 || ago === 10 ? null : {}))],
  ['a day that failed', 'hour', aFeed({}, (ago) => (ago === 9 ? { failures: 24 } : {}))],
  ['a poll that failed today', 'day', aFeed({}, (ago) => (ago === 0 ? { failures: 1 } : {}))],
  ['a poll that failed on the day of a week before', 'day', aFeed({}, (ago) => (ago === 7 ? { failures: 1 } : {}))],
  ['a poll that failed yesterday, before the hours that are looked at', 'day', aFeed({}, (ago) => (ago === 1 ? { failures: 1 } : {}))],
  ['a poll that failed the day before', 'hour day', aFeed({}, (ago) => (ago === 2 ? { failures: 1 } : {}))],
  ['added since', '', aFeed({ createdAt: NOW - 3 * 86_400_000 })],
  ['never polled', '', [{ feedId: 1, sourceId: 1, createdAt: 0, state: 'active', day: null, polls: 0, failures: 0 }]],
  ['beside one that was added', '', [...aFeed(), ...aFeed({ feedId: 2, createdAt: NOW - 1 })]],
  ['beside one that is gone for long', 'hour day', [...aFeed(), { ...aFeed()[0]!, feedId: 2, state: 'gone', day: null }]],
  ['beside one that went within the time', 'hour', [...aFeed(), ...aFeed({ feedId: 2, state: 'gone' }, (ago) => (ago < 11 ? {} : null))]],
])('%s: %s', (_, windows, rows) => {
  const covered = coveredSources(rows, NOW);
  expect((['hour', 'day'] as const).filter((window) => covered[window].has(1)).join(' ')).toBe(windows);
});

test('each source by itself', () => {
  const covered = coveredSources([...aFeed(), ...aFeed({ feedId: 2, sourceId: 2 }, () => ({ failures: 24 }))], NOW);
  expect([[...covered.hour], [...covered.day]]).toEqual([[1], [1]]);
});

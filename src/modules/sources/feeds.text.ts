import { DateTime } from 'luxon';
import type { DiscussionsRow, FeedRow } from './feeds.query.js';

/** A feed for `feeds list --json`. Scripts hold on to these names. */
export function feedOutput({ source, settings, ...row }: FeedRow, discussions: readonly DiscussionsRow[]) {
  const { id, url, title, siteUrl, tags, role, reader, state, outcome, outcomeMessage, failures, polledAt, changedAt, nextPollAt } = row;
  const { slug, platform, affiliation } = source;
  return {
    id,
    url,
    title,
    siteUrl,
    role,
    reader,
    state,
    source: { slug, title: source.title, platform, affiliation },
    tags,
    leastMinutes: settings.leastMinutes ?? null,
    mostMinutes: settings.mostMinutes ?? null,
    outcome,
    message: outcomeMessage,
    failures,
    polledAt,
    changedAt,
    nextPollAt,
    discussions: discussions
      .filter((each) => each.slug === slug)
      .map(({ reader, threads, troubled, message }) => ({ reader, threads, troubled, message })),
  };
}

/**
 * The same for people: a paragraph a source, a line a feed, and a second line where a feed has trouble; then how the discussions of its posts fare.
 */
export function feedListText(rows: readonly FeedRow[], discussions: readonly DiscussionsRow[], now: Date): string {
  if (rows.length === 0) return 'There are no feeds yet. Add one with: hustings feeds add URL\n';
  const lines: string[] = [];
  let slug: string | null = null;
  for (const row of rows) {
    if (row.source.slug !== slug) {
      if (slug !== null) lines.push(...discussionLines(discussions, slug), '');
      lines.push(`${row.source.title}  [${row.source.affiliation}, ${row.source.platform}]`);
      slug = row.source.slug;
    }
    lines.push(`  ${row.role.padEnd(8)}  ${addressOf(row)}  ${health(row, now)}`);
    if (row.tags.length > 0) lines.push(`            ${row.tags.join(', ')}`);
    if (row.failures > 0 && row.outcomeMessage) lines.push(`            ${row.outcomeMessage}`);
  }
  lines.push(...discussionLines(discussions, slug));
  const troubled = rows.filter((row) => row.failures > 0).length;
  const trouble = troubled === 0 ? '' : `, ${troubled} of them with trouble`;
  return `${lines.join('\n')}\n\n${rows.length} ${rows.length === 1 ? 'feed' : 'feeds'}${trouble}.\n`;
}

function discussionLines(discussions: readonly DiscussionsRow[], slug: string | null): string[] {
  return discussions
    .filter((row) => row.slug === slug)
    .flatMap(({ reader, threads, troubled, message }) => {
      const kind =
        reader === null ? (threads === 1 ? 'comment feed' : 'comment feeds') : `${threads === 1 ? 'thread' : 'threads'} asked of ${reader}`;
      const trouble = troubled === 0 ? '' : `, ${troubled} with trouble`;
      return [`  threads   ${threads} ${kind}${trouble}`, ...(message === null ? [] : [`            ${message}`])];
    });
}

/** What an API is asked is no address for people: its account has a page. */
function addressOf({ url, siteUrl, reader }: FeedRow): string {
  return reader === null ? url : (siteUrl ?? url);
}

function health({ state, polledAt, failures, nextPollAt }: FeedRow, now: Date): string {
  if (state !== 'active') return state;
  if (!polledAt) return 'not polled yet';
  const polled = `polled ${ago(polledAt, now)}`;
  const next = nextPollAt
    ? `, next ${nextPollAt <= now ? 'now' : (DateTime.fromJSDate(nextPollAt).toRelative({ base: DateTime.fromJSDate(now), locale: 'en' }) ?? '')}`
    : '';
  return failures > 0 ? `failed ${failures === 1 ? 'once' : `${failures} times`}, ${polled}${next}` : `${polled}${next}`;
}

function ago(then: Date, now: Date): string {
  return DateTime.fromJSDate(then).toRelative({ base: DateTime.fromJSDate(now), locale: 'en' }) ?? then.toISOString();
}

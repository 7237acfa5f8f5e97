import { DateTime } from 'luxon';
import { standingOf } from './feed-standing.js';
import type { DiscussionsRow, FeedRow } from './feeds.query.js';

/** A feed for `feeds list --json`. Scripts hold on to these names. */
export function feedOutput({ source, settings, ...row }: FeedRow, discussions: readonly DiscussionsRow[], now: Date) {
  const { id, url, title, siteUrl, tags, role, reader, state, outcome, outcomeMessage, failures, polledAt, changedAt, nextPollAt } = row;
  const { slug, platform, affiliation } = source;
  const { kind, label, detail, needsCare } = standingOf(row, now);
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
    standing: { kind, words: label, detail, needsCare },
    movedTo: row.movedTo,
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
    const { detail } = standingOf(row, now);
    if (detail !== null) lines.push(`            ${detail}`);
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

/** In words, where there is something to say; then when it was polled, and when it is next. */
function health(row: FeedRow, now: Date): string {
  const { state, polledAt, nextPollAt } = row;
  const { kind, label } = standingOf(row, now);
  const words = label[0]?.toLowerCase() + label.slice(1);
  if (state !== 'active' || !polledAt) return words;
  const polled = `polled ${ago(polledAt, now)}`;
  const next = nextPollAt
    ? `, next ${nextPollAt <= now ? 'now' : (DateTime.fromJSDate(nextPollAt).toRelative({ base: DateTime.fromJSDate(now), locale: 'en' }) ?? '')}`
    : '';
  return `${kind === 'fine' ? '' : `${words}, `}${polled}${next}`;
}

function ago(then: Date, now: Date): string {
  return DateTime.fromJSDate(then).toRelative({ base: DateTime.fromJSDate(now), locale: 'en' }) ?? then.toISOString();
}

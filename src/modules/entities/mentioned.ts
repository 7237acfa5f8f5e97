import { splitByAffiliation } from '../affiliations/split.js';
import type { Bucket, Span } from '../engagement/period.js';
import type { Person, VolumeKey, VolumeRow } from '../engagement/portrait.js';
import { personOf } from '../engagement/voice.js';
import { type Role, ROLES } from '../mentions/watched.js';
import type { Affiliation } from '../sources/source.entity.js';
import type { MentioningRow, ThreadSizeRow } from './mentioning.query.js';

/** All that a page shows of who mentions an entity in a period; every figure with the messages that it counts. */
export interface Mentioned {
  ids: number[];
  volume: VolumeRow[];
  voices: { key: VolumeKey; ids: number[] }[];
  roles: { role: Role; ids: number[] }[];
  /** Sources that mention it in their own voice, one line for each voice, and readers in comments; those with most first. */
  sources: { sourceId: number; title: string; voice: Affiliation; ids: number[] }[];
  people: (Person & { name: string })[];
  /** Others that are mentioned in the same messages. */
  beside: { entityId: number; ids: number[] }[];
  threads: MentionedThread[];
}

export interface MentionedThread extends ThreadSizeRow {
  /** The messages in it that mention the entity. */
  ids: number[];
}

export interface MentionedFacts {
  rows: readonly MentioningRow[];
  buckets: readonly Bucket[];
  beside: ReadonlyMap<number, readonly number[]>;
  sizes: readonly ThreadSizeRow[];
}

export function mentionedIn({ rows, buckets, beside, sizes }: MentionedFacts): Mentioned {
  const people = groupsOf(
    rows.filter(({ voice }) => voice === null),
    (row) => personOf({ ...row, kind: 'comment', feedRole: null }),
  );
  return {
    ids: idsOf(rows),
    volume: buckets.map((bucket) => ({ bucket, parts: partsOf(rows.filter(({ at }) => at >= bucket.from && at < bucket.until)) })),
    voices: partsOf(rows),
    roles: ROLES.map((role) => ({ role, ids: idsOf(rows.filter((row) => row[role] === 1)) })),
    sources: groupsOf(rows, ({ sourceId, voice }) => (voice === null ? null : `${sourceId} ${voice}`)).map(
      ({ rows: [first, ...more] }) => ({
        sourceId: first!.sourceId,
        title: first!.sourceTitle,
        voice: first!.voice!,
        ids: idsOf([first!, ...more]),
      }),
    ),
    people: people.map(({ key, rows: said }) => ({ key, name: said.at(-1)?.authorName?.trim() ?? key, ids: idsOf(said) })),
    beside: [...beside]
      .map(([entityId, ids]) => ({ entityId, ids: [...ids] }))
      .sort((a, b) => b.ids.length - a.ids.length || a.entityId - b.entityId),
    threads: threadsOf(rows, sizes),
  };
}

/** What was said in a period. */
export function within(rows: readonly MentioningRow[], { from, until }: Pick<Span, 'from' | 'until'>): MentioningRow[] {
  return rows.filter(({ at }) => at >= from && at < until);
}

/** The threads worth a look at their size: those in which most people mention it. */
export function likelyThreads(rows: readonly MentioningRow[], atMost: number): number[] {
  return groupsOf(rows, ({ threadId }) => String(threadId))
    .map(({ rows: said }) => ({
      threadId: said[0]!.threadId,
      people: new Set(said.map(({ authorName }) => authorName)).size,
      messages: said.length,
    }))
    .sort((a, b) => b.people - a.people || b.messages - a.messages || b.threadId - a.threadId)
    .slice(0, atMost)
    .map(({ threadId }) => threadId);
}

/** By how many take part, then by how many comments there are: one who comments forty times makes no conversation. Alone is no thread. */
function threadsOf(rows: readonly MentioningRow[], sizes: readonly ThreadSizeRow[]): MentionedThread[] {
  const ids = new Map(groupsOf(rows, ({ threadId }) => String(threadId)).map(({ rows: said }) => [said[0]!.threadId, idsOf(said)]));
  return sizes
    .map((size) => ({ ...size, ids: ids.get(size.threadId) ?? [] }))
    .filter((thread) => thread.ids.length > 0)
    .sort((a, b) => b.people - a.people || b.replies - a.replies || b.threadId - a.threadId);
}

function partsOf(rows: readonly MentioningRow[]): { key: VolumeKey; ids: number[] }[] {
  const voiced = rows.filter(({ voice }) => voice !== null);
  const readers = rows.filter(({ voice }) => voice === null);
  return [
    ...splitByAffiliation(voiced, ({ voice }) => voice!).map(({ affiliation, items }) => ({ key: affiliation, ids: idsOf(items) })),
    ...(readers.length > 0 ? [{ key: 'others' as const, ids: idsOf(readers) }] : []),
  ];
}

/** Those with most first; what has no key is in none. */
function groupsOf(rows: readonly MentioningRow[], keyOf: (row: MentioningRow) => string | null): { key: string; rows: MentioningRow[] }[] {
  const groups = new Map<string, MentioningRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null) continue;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(row);
  }
  return [...groups].map(([key, said]) => ({ key, rows: said })).sort((a, b) => b.rows.length - a.rows.length || (a.key < b.key ? -1 : 1));
}

function idsOf(rows: readonly MentioningRow[]): number[] {
  return rows.map(({ id }) => id);
}

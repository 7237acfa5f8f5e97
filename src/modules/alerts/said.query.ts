import type { EntityManager } from 'typeorm';
import { isOneOf, run } from '../database/bulk.js';
import { countOf } from '../pages/words.js';
import type { Role } from '../mentions/watched.js';
import type { AlertRuleEntity } from './alert-rule.entity.js';
import type { Candidate } from './candidate.js';
import { hrefOfMessage, type MessageRow, messagesOf, quoteOf, whoSays } from './messages.js';
import type { Subject } from './subject.js';

/** Among which messages: these; or what was said, edited or removed from an instant on, so many of the newest at most. */
export type Among = { ids: readonly number[] } | { from: number; rowsMax: number };

type Asking = Pick<AlertRuleEntity, 'kind' | 'about'>;

const ACTS: Record<Role, string> = {
  addressed: 'Speaks to',
  discussed: 'Speaks of',
  quoted: 'Quotes, or names in a quotation,',
  linked: 'Links to',
};
/** What a source says itself: readers correct their comments all the time, and nobody is told of that. */
const IS_OWN = `(p.voice IS NOT NULL OR p.kind = 'post')`;

/** Messages that mention an entity, as an alert tells of them. */
export async function mentioning(manager: EntityManager, { about }: Asking, among: Among): Promise<Candidate[]> {
  const [where, parameters] = placeOf(manager, among, 'p.sort_at');
  const role = about.role === null ? '' : `AND m.role = '${about.role}'`;
  const rows = await select(
    manager,
    `SELECT p.id, p.sort_at AS at, MIN(e.name) AS name FROM mention m JOIN entity e ON e.id = m.entity_id JOIN post p ON p.id = m.post_id
      WHERE e.slug = ? ${role} AND p.gone_at IS NULL AND ${where} GROUP BY p.id, p.sort_at`,
    [about.entity, ...parameters],
    among,
  );
  const act = about.role === null ? 'Mentions' : ACTS[about.role];
  return candidates(manager, rows, (row, { name }) => told(row, `post:${row.id}`, `${act} ${name ?? ''}.`));
}

/** Messages that a watch found. */
export async function found(manager: EntityManager, { about }: Asking, among: Among): Promise<Candidate[]> {
  const [where, parameters] = placeOf(manager, among, 'p.sort_at');
  const rows = await select(
    manager,
    `SELECT p.id, p.sort_at AS at, MIN(w.name) AS name FROM watch_match m JOIN saved_search w ON w.id = m.search_id JOIN post p ON p.id = m.post_id
      WHERE w.slug = ? AND p.gone_at IS NULL AND ${where} GROUP BY p.id, p.sort_at`,
    [about.watch, ...parameters],
    among,
  );
  return candidates(manager, rows, (row, { name }) => told(row, `post:${row.id}`, `Found by the watch ${name ?? ''}.`));
}

/** Messages that say something else than before. */
export async function edited(manager: EntityManager, { about }: Asking, among: Among): Promise<Candidate[]> {
  if (about.edits === 'removed') return [];
  const [where, parameters] = placeOf(manager, among, 'r.replaced_at');
  const [whose, owners] = ownersOf(about);
  const rows = await select(
    manager,
    `SELECT p.id, MAX(r.replaced_at) AS at FROM revision r JOIN post p ON p.id = r.post_id
      WHERE ${IS_OWN} AND p.gone_at IS NULL ${whose} AND ${where} GROUP BY p.id`,
    [...owners, ...parameters],
    among,
  );
  return candidates(manager, rows, (row, { at }) => ({
    ...told(row, `edited:${row.id}:${row.revisionCount}`, `Was edited; ${countOf(row.revisionCount, 'time', 'times')} so far.`),
    href: `/posts/${row.id}/revisions`,
    at: new Date(at),
  }));
}

/** Messages that their publisher took away: none of their words. */
export async function removed(manager: EntityManager, { about }: Asking, among: Extract<Among, { from: number }>): Promise<Candidate[]> {
  if (about.edits === 'edited') return [];
  const [where, parameters] = placeOf(manager, among, 'p.gone_at');
  const [whose, owners] = ownersOf(about);
  const sql = `SELECT p.id, p.gone_at AS at FROM post p WHERE ${IS_OWN} AND p.is_stub = 0 ${whose} AND ${where}`;
  const rows = await select(manager, sql, [...owners, ...parameters], among);
  return candidates(manager, rows, (row, { at }) => ({
    ...told(row, `removed:${row.id}:${at}`, `A ${row.kind} was removed by its publisher.`),
    quote: null,
    at: new Date(at),
  }));
}

interface Row {
  id: number;
  at: number;
  name?: string;
}

function placeOf(manager: EntityManager, among: Among, instant: string): [where: string, parameters: unknown[]] {
  return 'ids' in among ? [isOneOf(manager, 'p.id'), [among.ids]] : [`${instant} >= ?`, [among.from]];
}

function ownersOf({ source, entity }: Subject): [where: string, parameters: unknown[]] {
  if (source !== null) return ['AND p.source_id = (SELECT s.id FROM source s WHERE s.slug = ?)', [source]];
  if (entity === null) return ['', []];
  return ['AND EXISTS (SELECT 1 FROM mention m JOIN entity e ON e.id = m.entity_id WHERE m.post_id = p.id AND e.slug = ?)', [entity]];
}

async function select(manager: EntityManager, sql: string, parameters: unknown[], among: Among): Promise<Row[]> {
  const limited = 'ids' in among ? sql : `${sql} ORDER BY at DESC LIMIT ${among.rowsMax}`;
  return (await run(manager, limited, parameters)) as Row[];
}

async function candidates(
  manager: EntityManager,
  rows: readonly Row[],
  candidateOf: (message: MessageRow, row: Row) => Candidate,
): Promise<Candidate[]> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const messages = await messagesOf(manager, [...byId.keys()]);
  // The oldest first; what bears one instant, in the order in which it came.
  return messages
    .reverse()
    .map((message) => candidateOf(message, byId.get(message.id)!))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

function told(row: MessageRow, key: string, sentence: string): Candidate {
  return { key, postId: row.id, title: whoSays(row), sentence, quote: quoteOf(row), href: hrefOfMessage(row), at: new Date(row.sortAt) };
}

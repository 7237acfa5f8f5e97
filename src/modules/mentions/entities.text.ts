import type { EntityRow } from './entities.query.js';
import type { Report } from './entities.service.js';
import type { Count } from './preview.js';
import { ROLES } from './watched.js';
import type { BadRow } from './read-rows.js';

/** What the lines of a catalogue came to. */
export interface ImportReport {
  file: string;
  isStored: boolean;
  isPreview: boolean;
  reports: Report[];
  /** Rows that could not be read, by their number in the file. */
  badRows: BadRow[];
}

/** An entity for `entities list --json`. Scripts hold on to these names. */
export function entityOutput({ entity, posts, roles }: EntityRow) {
  const { slug, name, kind, from, until, aliases, handles, hashtags, urls, excluding } = entity;
  return {
    slug,
    name,
    kind,
    from,
    until,
    aliases,
    handles,
    hashtags,
    urls,
    excluding,
    posts,
    mentions: roles,
    rematched: rematched(entity),
  };
}

/** The same for people: a line an entity, and how far a rematch is. */
export function entityListText(rows: readonly EntityRow[]): string {
  if (rows.length === 0) {
    return 'No entities are watched yet. Add one with: hustings entities add NAME, or the starter list with: hustings entities import starter/uk-public-bodies.json\n';
  }
  const width = Math.min(48, Math.max(...rows.map(({ entity }) => entity.slug.length)));
  const lines = rows.map(({ entity, posts, roles }) => {
    const share = rematched(entity);
    const progress = share === 1 ? '' : `  (rematching: ${Math.floor(share * 100)} %)`;
    return `${entity.slug.padEnd(width)}  ${many(posts, 'post')}: ${ROLES.map((role) => `${roles[role]} ${role}`).join(', ')}${progress}`;
  });
  return `${lines.join('\n')}\n\n${many(rows.length, 'entity', 'entities')}.\n`;
}

/** From 0 to 1: how much of the store has been looked through since the entity changed. */
export function rematched({ rematchAfterId, rematchUntilId }: EntityRow['entity']): number {
  if (rematchAfterId === null || !rematchUntilId) return 1;
  return Math.min(1, rematchAfterId / rematchUntilId);
}

export function importText({ file, isStored, isPreview, reports, badRows }: ImportReport): { out: string; err: string } {
  const err = badRows.map(({ row, name, problems }) => `${file}, row ${row}${name ? ` (${name})` : ''}: ${problems.join(' ')}`);
  err.push(...reports.filter(isRefused).map(said));
  const out = changesOf(reports).map(({ message }) => message);
  out.push(importSummary({ isStored, isPreview, reports, badRows }));
  if (isStored) out.push(REMATCH_NEXT);
  return { out: lines(out), err: lines(err) };
}

/** How many rows came to what. */
export function importSummary({ isStored, isPreview, reports, badRows }: Omit<ImportReport, 'file'>): string {
  const kept = reports.filter((report) => !isRefused(report));
  const counts = (['added', 'changed', 'unchanged'] as const).map(
    (result) => `${kept.filter((report) => report.result === result).length} ${result}`,
  );
  const what = isPreview ? 'Would be' : isStored ? 'Stored' : 'Nothing was stored; it would have been';
  return `${what}: ${counts.join(', ')}, ${badRows.length + reports.length - kept.length} refused.${looked(reports)}`;
}

/** What changes what is found, of what is or would be stored. */
export function changesOf(reports: readonly Report[]): Report[] {
  return reports.filter(
    (report) => !isRefused(report) && (report.before.mentions !== report.after.mentions || report.before.posts !== report.after.posts),
  );
}

export const REMATCH_NEXT = 'The server looks through the posts for them by itself; to do it now: hustings entities rematch';

/** What `rematch --preview` found. */
export function previewText(rows: { name: string; before: Count; after: Count }[], lookedAt: number, total: number): string {
  const changed = rows.map(({ name, before, after }) => {
    const same = before.mentions === after.mentions && before.posts === after.posts;
    return `${name}: ${same ? `${many(after.mentions, 'mention')}, as before` : `${before.mentions} mentions in ${before.posts} posts before, ${after.mentions} in ${after.posts} after`}`;
  });
  return lines([...changed, `Nothing was written. ${scope(lookedAt, total)}`]);
}

export function isRefused({ result }: Report): boolean {
  return result === 'refused' || result === 'taken' || result === 'too-broad';
}

/** What came of one, with the way round where there is one. */
export function said({ result, message }: Report): string {
  return result === 'too-broad' ? `${message} Add --force to store it all the same.` : message;
}

export function looked(reports: readonly Report[]): string {
  const [first] = reports;
  return first === undefined ? '' : ` ${scope(first.lookedAt, first.total)}`;
}

function scope(lookedAt: number, total: number): string {
  return lookedAt < total ? `Counted in a sample of ${lookedAt} of ${total} posts.` : `Counted in all ${many(total, 'post')}.`;
}

function many(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}

function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join('');
}

import type { EntityManager } from 'typeorm';
import { isOneOf, run } from '../database/bulk.js';
import { SourceEntity } from '../sources/source.entity.js';

/**
 * Moves feeds to another source, by its slug or title; null where there is none. A feed that has brought posts stays: these belong to the source under
 * which they were read, and would all be new under another. A source that nothing is left of goes.
 */
export async function moveFeeds(
  manager: EntityManager,
  ids: readonly number[],
  target: string,
): Promise<{ changed: number; kept: number } | null> {
  const source = (await manager.findOneBy(SourceEntity, { slug: target })) ?? (await manager.findOneBy(SourceEntity, { title: target }));
  if (!source) return null;
  const rows = (await run(
    manager,
    `SELECT f.id, f.source_id AS "sourceId", CASE WHEN EXISTS (SELECT 1 FROM post p WHERE p.feed_id = f.id) THEN 1 ELSE 0 END AS "hasPosts"
       FROM feed f WHERE ${isOneOf(manager, 'f.id')} AND f.source_id <> ?`,
    [ids, source.id],
  )) as { id: number; sourceId: number; hasPosts: number }[];
  const moving = rows.filter(({ hasPosts }) => Number(hasPosts) === 0);
  const movingIds = moving.map(({ id }) => id);
  await run(manager, `UPDATE feed SET source_id = ? WHERE ${isOneOf(manager, 'id')}`, [source.id, movingIds]);
  await removeEmpty(manager, [...new Set(moving.map(({ sourceId }) => sourceId))]);
  return { changed: moving.length, kept: rows.length - moving.length };
}

async function removeEmpty(manager: EntityManager, sourceIds: number[]): Promise<void> {
  const has = (table: string) => `EXISTS (SELECT 1 FROM ${table} t WHERE t.source_id = source.id)`;
  const condition = `${isOneOf(manager, 'id')} AND NOT ${has('feed')} AND NOT ${has('post')} AND NOT ${has('affiliation')}`;
  await run(manager, `DELETE FROM source WHERE ${condition}`, [sourceIds]);
}

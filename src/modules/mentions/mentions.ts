import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { insertMany, isOneOf, selectMany } from '../database/bulk.js';
import type { Change } from '../posts/ingest.js';
import { Ingestion } from '../posts/ingestion.js';
import { PostEntity } from '../posts/post.entity.js';
import { groupedBy } from './grouped.js';
import type { Matcher } from './matcher.js';
import { Matchers } from './matchers.js';
import { MentionEntity } from './mention.entity.js';
import { readablesOf } from './readables.js';

/** Writes down whom posts mention, together with the posts. */
@Injectable()
export class Mentions implements OnModuleInit {
  constructor(
    private readonly matchers: Matchers,
    private readonly ingestion: Ingestion,
  ) {}

  onModuleInit(): void {
    this.ingestion.follow((manager, changes) => this.note(manager, changes));
  }

  private async note(manager: EntityManager, changes: readonly Change[]): Promise<void> {
    const matcher = await this.matchers.current(manager);
    if (matcher.isEmpty) return;
    const ids = changes.map(({ id }) => id);
    const speaking = await rewriteMentions(manager, matcher, ids);
    const arrived = new Set(changes.filter(({ isNew }) => isNew).map(({ id }) => id));
    await rewriteMentions(
      manager,
      matcher,
      await earlyAnswers(
        manager,
        speaking.filter((id) => arrived.has(id)),
        ids,
      ),
    );
  }
}

/** Answers that were here before the message of an entity that they answer. */
async function earlyAnswers(manager: EntityManager, messages: number[], known: number[]): Promise<number[]> {
  if (messages.length === 0) return [];
  const rows = await selectMany(manager, PostEntity, isOneOf(manager, 'parent_id'), [messages], ['id']);
  const done = new Set(known);
  return rows.map(({ id }) => id).filter((id) => !done.has(id));
}

/** Brings the mentions of some posts up to date. Returns those of the posts that an entity wrote. */
export async function rewriteMentions(manager: EntityManager, matcher: Matcher, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const posts = await readablesOf(manager, ids);
  const stored = await selectMany(manager, MentionEntity, isOneOf(manager, 'post_id'), [ids]);
  const before = groupedBy(stored, ({ postId }) => postId);
  const changed: { id: number; rows: MentionEntity[] }[] = [];
  for (const post of posts) {
    const rows = matcher.match(post).map((found) => ({ ...found, postId: post.id }));
    if (fingerprint(rows) !== fingerprint(before.get(post.id) ?? [])) changed.push({ id: post.id, rows });
  }
  const stale = changed.map(({ id }) => id).filter((id) => before.has(id));
  if (stale.length > 0)
    await manager.createQueryBuilder().delete().from(MentionEntity).where('post_id IN (:...stale)', { stale }).execute();
  const rows = changed.flatMap((each) => each.rows);
  if (rows.length > 0) await insertMany(manager, MentionEntity, rows);
  return posts.filter((post) => matcher.speakersOf(post).length > 0).map(({ id }) => id);
}

function fingerprint(rows: readonly MentionEntity[]): string {
  return rows
    .map(({ entityId, field, position, start, end, role, alias }) => JSON.stringify([entityId, field, position, start, end, role, alias]))
    .sort()
    .join('\n');
}

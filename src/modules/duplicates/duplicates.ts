import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { insertMany, isOneOf, isPostgres, run } from '../database/bulk.js';
import { Ingestion } from '../posts/ingestion.js';
import { Candidates } from './candidates.js';
import { DuplicateKeyEntity } from './duplicate-key.entity.js';
import { filedUnder } from './periods.js';
import { settle } from './settle.js';

/** Any number, the same in every process. */
const LOCK = 620_410_417;

/** Writes down which posts say what an earlier one says, together with the posts. */
@Injectable()
export class Duplicates {
  constructor(ingestion: Ingestion) {
    // Here, and not when the module starts: before search holds the rows of the posts, so that two writes wait for each other in one order only.
    ingestion.follow((manager, changes) =>
      this.file(
        manager,
        changes.filter(({ post }) => post.kind === 'post').map(({ id }) => id),
      ),
    );
  }

  /** Files posts, or files them again, and groups those that say the same. */
  async file(manager: EntityManager, ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    // Two writes at once would not see each other's posts, and a release that comes on two sites at once would be two.
    if (isPostgres(manager)) await manager.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
    const candidates = new Candidates(manager);
    const posts = await candidates.read(ids);
    await run(manager, `DELETE FROM duplicate_key WHERE ${isOneOf(manager, 'post_id')}`, [ids]);
    await insertMany(
      manager,
      DuplicateKeyEntity,
      posts.flatMap(({ id, at, keys }) => filedUnder(keys, at).map((key) => ({ key, postId: id }))),
    );
    const comparable = new Set(posts.map(({ id }) => id));
    const others = ids.filter((id) => !comparable.has(id));
    const followers = await candidates.followersOf(ids);
    if (others.length > 0) await run(manager, `DELETE FROM duplicate WHERE ${isOneOf(manager, 'post_id')}`, [others]);
    await candidates.lookFor(posts);
    await settle(manager, candidates, [...posts, ...followers]);
  }
}

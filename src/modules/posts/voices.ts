import type { EntityManager } from 'typeorm';
import { affiliationAt, type AffiliationPeriod } from '../affiliations/affiliation-at.js';
import { AffiliationEntity } from '../affiliations/affiliation.entity.js';
import { inMilliseconds } from '../affiliations/affiliations.js';
import { isOneOf, isPostgres, run, selectMany } from '../database/bulk.js';
import { FeedEntity } from '../sources/feed.entity.js';
import type { Affiliation } from '../sources/source.entity.js';
import type { PostEntity } from './post.entity.js';
import { sourceSpeaks } from './speaker.js';

type Spoken = Pick<PostEntity, 'kind' | 'feedId' | 'authorName' | 'sortAt' | 'isStub'>;

/** Gives the affiliation of a message that its source speaks itself, by author and date; null for a reader's comment, and for a stub. */
export type VoiceOf = (message: Spoken) => Affiliation | null;

/**
 * Whose voice the messages of a source are, by what is known of it at this moment. Nobody changes that until the caller's write ends: on PostgreSQL the
 * source is held, so that no message is stored under what is just becoming outdated.
 * @param feedIds the feeds that may have brought the messages
 */
export async function voicesOf(manager: EntityManager, sourceId: number, feedIds: Iterable<number | null>): Promise<VoiceOf> {
  const hold = isPostgres(manager) ? 'FOR SHARE' : '';
  const [source] = (await run(manager, `SELECT affiliation FROM source WHERE id = ? ${hold}`, [sourceId])) as {
    affiliation: Affiliation;
  }[];
  if (!source) throw new Error(`There is no source ${sourceId}`);
  const periods: AffiliationPeriod[] = (await selectMany(manager, AffiliationEntity, 'source_id = ?', [sourceId])).map(inMilliseconds);
  const known = [...new Set(feedIds)].filter((id) => id !== null);
  const feeds = known.length === 0 ? [] : await selectMany(manager, FeedEntity, isOneOf(manager, 'id'), [known], ['id', 'role']);
  const roles = new Map<number | null, string>(feeds.map(({ id, role }) => [id, role]));
  return ({ kind, feedId, authorName, sortAt, isStub }) =>
    isStub === 0 && sourceSpeaks({ kind, feedRole: roles.get(feedId) ?? null })
      ? affiliationAt({ affiliation: source.affiliation, periods }, authorName, sortAt.getTime())
      : null;
}

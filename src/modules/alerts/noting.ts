import type { EntityManager } from 'typeorm';
import { insertMany } from '../database/bulk.js';
import { AlertChannelEntity } from './alert-channel.entity.js';
import { AlertEventEntity } from './alert-event.entity.js';
import { AlertItemEntity } from './alert-item.entity.js';
import type { AlertRuleEntity } from './alert-rule.entity.js';
import type { Candidate } from './candidate.js';

/**
 * Writes down what happened, and whom it is owed to, within the caller's write. What stands there already stays as it is: whoever dies over it, or
 * finds the same twice, makes no second event of it. Returns how many are new.
 */
export async function noteEvents(
  manager: EntityManager,
  { id: ruleId }: Pick<AlertRuleEntity, 'id'>,
  candidates: readonly Candidate[],
  now: Date,
): Promise<number> {
  if (candidates.length === 0) return 0;
  const rows = candidates.map(
    ({ key, postId, title, sentence, quote, href, at }) =>
      ({ ruleId, key, postId, title, sentence, quote, href, happenedAt: at, notedAt: now }) as AlertEventEntity,
  );
  const noted = (await insertMany(manager, AlertEventEntity, rows, ['id'], 'keep')) as { id: number }[];
  if (noted.length === 0) return 0;
  const channels = await manager.findBy(AlertChannelEntity, { ruleId, state: 'active' });
  const items = channels.flatMap(({ id: channelId }) =>
    noted.map(({ id: eventId }): AlertItemEntity => ({ channelId, eventId, deliveryId: null })),
  );
  if (items.length > 0) await insertMany(manager, AlertItemEntity, items);
  return noted.length;
}

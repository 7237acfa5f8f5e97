import type { EntityManager } from 'typeorm';
import { OutgoingMailEntity } from './outgoing-mail.entity.js';
import { SubscriberEntity } from './subscriber.entity.js';

/** Refusals in a row after which an address is taken for dead. */
export const REFUSALS_MAX = 3;

/**
 * Counts a mail that the server of its address refused: at once, or in a notice that came back later. Switches the address off where that was the
 * last of three in a row, and says whether it did. Notices come late and in any order, and the next mail may be on its way meanwhile: so what is in
 * a row is found in the outbox, between the mails before and after it that did arrive.
 */
export async function countRefusal(
  manager: EntityManager,
  mail: Pick<OutgoingMailEntity, 'id' | 'subscriberId'>,
  answer: string,
  now: Date,
): Promise<boolean> {
  const id = mail.subscriberId;
  await manager.increment(SubscriberEntity, { id }, 'failures', 1);
  const { failures, state } = await manager.findOneByOrFail(SubscriberEntity, { id });
  // Those from before it was switched on again are in the outbox, and do not count.
  const inARow = Math.min(failures, await refusalsAround(manager, 'outgoing_mail', 'subscriber_id', mail.id));
  if (state === 'off' || inARow < REFUSALS_MAX) return false;
  const reason = refusedReason(inARow, answer);
  await manager.update(SubscriberEntity, id, { state: 'off', reason });
  const dropped = { state: 'dropped', answer: 'The address was switched off.', nextAt: null, settledAt: now } as const;
  await manager.update(OutgoingMailEntity, { subscriberId: id, state: 'waiting' }, dropped);
  return true;
}

export function refusedReason(inARow: number, answer: string): string {
  return `The server of the address refused ${inARow} mails in a row; the last time it said: ${answer}`;
}

/**
 * Mails that were refused or came back between those before and after this one that did arrive, with this one.
 * @param table of mails, whose `owner` is whom they went to
 */
export async function refusalsAround(manager: EntityManager, table: string, owner: string, mailId: number): Promise<number> {
  const [row] = await manager.sql<{ refused: number }[]>`
    SELECT COUNT(*) AS refused
      FROM ${() => table} m JOIN ${() => table} mine ON mine.id = ${mailId} AND mine.${() => owner} = m.${() => owner}
     WHERE m.state IN ('refused', 'bounced')
       AND NOT EXISTS (SELECT 1 FROM ${() => table} s WHERE s.${() => owner} = mine.${() => owner} AND s.state = 'sent'
                          AND (s.id BETWEEN m.id AND mine.id OR s.id BETWEEN mine.id AND m.id))`;
  return Number(row?.refused ?? 0);
}

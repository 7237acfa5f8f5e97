import { type EntityManager, In, LessThan, MoreThan } from 'typeorm';
import { OutgoingMailEntity, type MailState } from './outgoing-mail.entity.js';
import { SubscriberEntity } from './subscriber.entity.js';

/** Refusals in a row after which an address is taken for dead. */
const REFUSALS_MAX = 3;

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
  const inARow = Math.min(failures, await refusalsAround(manager, mail));
  if (state === 'off' || inARow < REFUSALS_MAX) return false;
  const reason = `The server of the address refused ${inARow} mails in a row; the last time it said: ${answer}`;
  await manager.update(SubscriberEntity, id, { state: 'off', reason });
  const dropped = { state: 'dropped', answer: 'The address was switched off.', nextAt: null, settledAt: now } as const;
  await manager.update(OutgoingMailEntity, { subscriberId: id, state: 'waiting' }, dropped);
  return true;
}

async function refusalsAround(
  manager: EntityManager,
  { id, subscriberId }: Pick<OutgoingMailEntity, 'id' | 'subscriberId'>,
): Promise<number> {
  const arrived = { subscriberId, state: 'sent' } as const;
  const before = await manager.maximum(OutgoingMailEntity, 'id', { ...arrived, id: LessThan(id) });
  const after = await manager.minimum(OutgoingMailEntity, 'id', { ...arrived, id: MoreThan(id) });
  const refused = await manager.find(OutgoingMailEntity, {
    select: { id: true },
    where: { subscriberId, state: In<MailState>(['refused', 'bounced']), id: MoreThan(before ?? 0) },
  });
  return refused.filter((each) => after === null || each.id < after).length;
}

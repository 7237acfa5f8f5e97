import { Injectable } from '@nestjs/common';
import { type EntityManager, In, IsNull, LessThan, LessThanOrEqual, Not } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { REFUSALS_MAX, refusalsAround, refusedReason } from '../mail/refusals.js';
import { AlertChannelEntity } from './alert-channel.entity.js';
import { AlertDeliveryEntity, type DeliveryKind, type DeliveryState } from './alert-delivery.entity.js';
import { AlertEventEntity } from './alert-event.entity.js';
import { AlertItemEntity } from './alert-item.entity.js';
import type { Passing } from './passing.js';
import { newMessageId } from './webhook.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** After the first failure, the second, and so on, as Standard Webhooks has it: soon for a hiccup, seldom for an outage. */
const WAITS_MS = [MINUTE_MS / 6, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS, 14 * HOUR_MS];
export const TRIED_FOR_MS = 3 * DAY_MS;
/** Longer than any try: a mail server may take ten minutes for its answer. */
export const LEASE_MS = 15 * MINUTE_MS;
const KEPT_MS = 90 * DAY_MS;

const OPEN: DeliveryState[] = ['waiting', 'leased'];

export interface LeasedDelivery {
  delivery: AlertDeliveryEntity;
  channel: AlertChannelEntity;
}

/**
 * What is to be told, and what became of it; the same rules as those of the outbox of mails. A delivery belongs to whoever counted its last try: each
 * later step asks for that number.
 */
@Injectable()
export class AlertOutbox {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Within the write of who decides that it is sent. Returns its number. */
  async add(manager: EntityManager, channelId: number, kind: DeliveryKind, now: Date): Promise<number> {
    const row = {
      channelId,
      kind,
      messageId: newMessageId(),
      state: 'waiting' as const,
      attempts: 0,
      nextAt: now,
      answer: null,
      tries: [],
      createdAt: now,
      settledAt: null,
    };
    const { identifiers } = await manager.insert(AlertDeliveryEntity, row);
    return (identifiers[0] as { id: number }).id;
  }

  /** The one that has waited longest, with its try counted; null where none is due. Where no mail is sent, mails wait. */
  async lease(hasMail: boolean): Promise<LeasedDelivery | null> {
    const now = this.clock.now();
    const delivery = await this.database.manager.findOne(AlertDeliveryEntity, {
      where: { state: In(OPEN), nextAt: LessThanOrEqual(now), ...(hasMail ? {} : { channel: { kind: Not('mail' as const) } }) },
      order: { nextAt: 'ASC', id: 'ASC' },
      relations: { channel: { rule: true } },
    });
    if (!delivery?.channel) return null;
    const change = { state: 'leased', attempts: delivery.attempts + 1, nextAt: new Date(now.getTime() + LEASE_MS) } as const;
    const { affected } = await this.database.write((manager) =>
      manager.update(AlertDeliveryEntity, { id: delivery.id, attempts: delivery.attempts, state: In(OPEN) }, change),
    );
    return affected === 1 ? { delivery: { ...delivery, ...change }, channel: delivery.channel } : this.lease(hasMail);
  }

  /** Whether a mail may be handed over: it is still ours. From here on nobody tries it again who has not heard the answer. */
  async handOver({ id, attempts }: AlertDeliveryEntity): Promise<boolean> {
    const { affected } = await this.database.write((manager) =>
      manager.update(AlertDeliveryEntity, { id, attempts, state: 'leased' }, { state: 'handed-over' }),
    );
    return affected === 1;
  }

  async record({ delivery, channel }: LeasedDelivery, passing: Passing): Promise<void> {
    const now = this.clock.now();
    const mine = { id: delivery.id, attempts: delivery.attempts, state: In<DeliveryState>(['leased', 'handed-over', 'perhaps']) };
    await this.database.write(async (manager) => {
      const { affected } = await manager.update(AlertDeliveryEntity, mine, changeFor(delivery, passing, now));
      if (affected !== 1) return;
      if (passing.kind === 'gone') await this.switchOff(manager, channel.id, passing.answer, now);
      if (passing.kind === 'refused' && passing.isOfAddress) await this.countRefusal(manager, delivery, passing.answer, now);
    });
  }

  /** Puts one off that was leased and not tried: no try is spent. */
  async postpone({ id, attempts }: AlertDeliveryEntity, until: Date): Promise<void> {
    await this.database.write((manager) =>
      manager.update(AlertDeliveryEntity, { id, attempts, state: 'leased' }, { state: 'waiting', attempts: attempts - 1, nextAt: until }),
    );
  }

  /** Ends one that is not to be tried again, for a reason in words. */
  async settle({ id, attempts }: AlertDeliveryEntity, state: 'expired' | 'dropped', answer: string): Promise<void> {
    const change = { state, answer, nextAt: null, settledAt: this.clock.now() };
    await this.database.write((manager) => manager.update(AlertDeliveryEntity, { id, attempts, state: 'leased' }, change));
  }

  /** Mails that a process handed over and then died: the server was there, and has very likely kept them. */
  async settleLapsed(): Promise<void> {
    const now = this.clock.now();
    const lapsed = { state: 'handed-over', nextAt: LessThanOrEqual(now) } as const;
    if (!(await this.database.manager.existsBy(AlertDeliveryEntity, lapsed))) return;
    const answer =
      'Hustings stopped after it had handed this over and before it heard the answer. It probably arrived, and is not sent again.';
    await this.database.write((manager) =>
      manager.update(AlertDeliveryEntity, lapsed, { state: 'perhaps', answer, nextAt: null, settledAt: now }),
    );
  }

  /** Nothing is told there any more. What was to be told stands as dropped, with the reason. */
  async switchOff(manager: EntityManager, channelId: number, reason: string, now: Date): Promise<void> {
    await manager.update(AlertChannelEntity, channelId, { state: 'off', reason });
    const dropped = { state: 'dropped', answer: `Nothing is told there any more. ${reason}`, nextAt: null, settledAt: now } as const;
    await manager.update(AlertDeliveryEntity, { channelId, state: 'waiting' }, dropped);
    await this.dropPending(manager, channelId, reason, now);
  }

  async dropPending(manager: EntityManager, channelId: number, reason: string, now: Date): Promise<void> {
    const pending = { channelId, deliveryId: IsNull() };
    if (!(await manager.existsBy(AlertItemEntity, pending))) return;
    const deliveryId = await this.add(manager, channelId, 'alert', now);
    const dropped = { state: 'dropped', answer: `Nothing is told there any more. ${reason}`, nextAt: null, settledAt: now } as const;
    await manager.update(AlertDeliveryEntity, deliveryId, dropped);
    await manager.update(AlertItemEntity, pending, { deliveryId });
  }

  /** Forgets what was settled long ago; an event that is still owed is kept. */
  async forget(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    await this.database.write(async (manager) => {
      await manager.delete(AlertDeliveryEntity, { settledAt: LessThan(before) });
      await manager
        .createQueryBuilder()
        .delete()
        .from(AlertEventEntity)
        .where('noted_at < :before AND NOT EXISTS (SELECT 1 FROM alert_item i WHERE i.event_id = alert_event.id)', {
          before: before.getTime(),
        })
        .execute();
    });
  }

  /** As those of subscribers are counted (`countRefusal` of the mail): true where this was the last, and the place is switched off. */
  async countRefusal(
    manager: EntityManager,
    { id, channelId }: Pick<AlertDeliveryEntity, 'id' | 'channelId'>,
    answer: string,
    now: Date,
  ): Promise<boolean> {
    await manager.increment(AlertChannelEntity, { id: channelId }, 'failures', 1);
    const { failures, state } = await manager.findOneByOrFail(AlertChannelEntity, { id: channelId });
    const inARow = Math.min(failures, await refusalsAround(manager, 'alert_delivery', 'channel_id', id));
    if (state === 'off' || inARow < REFUSALS_MAX) return false;
    await this.switchOff(manager, channelId, refusedReason(inARow, answer), now);
    return true;
  }
}

function changeFor(delivery: AlertDeliveryEntity, passing: Passing, now: Date): Partial<AlertDeliveryEntity> {
  if (passing.kind === 'stopped') return { state: 'waiting', nextAt: now };
  const { answer } = passing;
  const tries = [...delivery.tries, { at: now.toISOString(), answer }];
  if (passing.kind === 'later') return { state: 'waiting', answer, tries, nextAt: nextTry(delivery, passing.notBefore, now) };
  return { state: passing.kind === 'taken' ? 'sent' : 'refused', answer, tries, nextAt: null, settledAt: now };
}

/** Whoever asks for patience is given it, up to a day. */
function nextTry({ attempts }: AlertDeliveryEntity, notBefore: Date | null, now: Date): Date {
  const waitMs = WAITS_MS[Math.min(attempts, WAITS_MS.length) - 1] ?? 0;
  const asked = notBefore === null ? 0 : Math.min(notBefore.getTime(), now.getTime() + DAY_MS);
  return new Date(Math.max(asked, now.getTime() + waitMs));
}

import { Inject, Injectable, Optional } from '@nestjs/common';
import { type EntityManager, In, LessThan, LessThanOrEqual } from 'typeorm';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import type { Period } from '../digests/period.js';
import type { Delivery } from './delivery.js';
import { MAIL_LIMITS, type MailLimits, USUAL_LIMITS } from './limits.js';
import { MessageIds } from './message-ids.js';
import { type MailKind, OutgoingMailEntity, type MailState } from './outgoing-mail.entity.js';
import { owedEditions } from './owed-editions.js';
import { countRefusal } from './refusals.js';
import { SubscriberEntity } from './subscriber.entity.js';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
/** After the first failure, the second, and so on; then the last of them again and again. */
const WAITS_MS = [5, 15, 60, 120, 240, 480].map((minutes) => minutes * MINUTE_MS);
/** As long as mail servers usually try. */
export const TRIED_FOR_MS = 3 * DAY_MS;
/** Rows in one statement. */
const ROWS_AT_ONCE = 500;
const KEPT_MS = 90 * DAY_MS;

const OPEN: MailState[] = ['waiting', 'leased'];

/** A mail that is this process's to send, until its lease lapses. */
export interface Leased {
  mail: OutgoingMailEntity;
  subscriber: SubscriberEntity;
}

/**
 * What is to be sent, and what became of it. A mail belongs to whoever counted its last try: each later step asks for that number, so that a process
 * which slept through its lease finds that it owns nothing any more.
 */
@Injectable()
export class Outbox {
  private readonly limits: MailLimits;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ids: MessageIds,
    @Inject(CONFIG) private readonly config: Config,
    @Optional() @Inject(MAIL_LIMITS) limits: Partial<MailLimits> = {},
  ) {
    this.limits = { ...USUAL_LIMITS, ...limits };
  }

  /** Puts in what is owed by now. The decision and its mails are one write, so that no crash falls between. */
  async fill(): Promise<void> {
    const now = this.clock.now();
    for (const period of owedEditions(now, this.config.timezone)) {
      const owed = { state: 'active', frequency: period.kind, mailedUntilAt: LessThan(period.until) } as const;
      if (!(await this.database.manager.existsBy(SubscriberEntity, owed))) continue;
      await this.database.write(async (manager) => {
        const readers = await manager.find(SubscriberEntity, { select: { id: true }, where: owed });
        await this.addEditions(manager, period, readers, now);
        await manager.update(SubscriberEntity, owed, { mailedUntilAt: period.until });
      });
    }
  }

  /** Within the write of who decides that it is sent. */
  async add(manager: EntityManager, subscriberId: number, kind: Exclude<MailKind, 'edition'>, now: Date): Promise<void> {
    const about = now.toISOString();
    const messageId = this.ids.make(kind, now.getTime(), subscriberId);
    await insert(manager, [{ subscriberId, kind, about, messageId }], now);
  }

  /** The mail that has waited longest, with its try counted; null where none is due. */
  async lease(): Promise<Leased | null> {
    const now = this.clock.now();
    const mail = await this.database.manager.findOne(OutgoingMailEntity, {
      where: { state: In(OPEN), nextAt: LessThanOrEqual(now) },
      order: { nextAt: 'ASC', id: 'ASC' },
      relations: { subscriber: true },
    });
    if (!mail?.subscriber) return null;
    const change = { state: 'leased', attempts: mail.attempts + 1, nextAt: new Date(now.getTime() + this.limits.leaseMs) } as const;
    const { affected } = await this.database.write((manager) =>
      manager.update(OutgoingMailEntity, { id: mail.id, attempts: mail.attempts, state: In(OPEN) }, change),
    );
    return affected === 1 ? { mail: { ...mail, ...change }, subscriber: mail.subscriber } : this.lease();
  }

  /** Whether it may be handed over: it is still ours, and they still want it. From here on nobody tries it again who has not heard the answer. */
  async handOver({ id, attempts }: OutgoingMailEntity): Promise<boolean> {
    const { affected } = await this.database.write((manager) =>
      manager.update(OutgoingMailEntity, { id, attempts, state: 'leased' }, { state: 'handed-over' }),
    );
    return affected === 1;
  }

  async record({ mail }: Pick<Leased, 'mail'>, delivery: Delivery): Promise<void> {
    const now = this.clock.now();
    const mine = { id: mail.id, attempts: mail.attempts, state: In<MailState>(['leased', 'handed-over', 'perhaps']) };
    await this.database.write(async (manager) => {
      const { affected } = await manager.update(OutgoingMailEntity, mine, changeFor(mail, delivery, now));
      if (affected !== 1) return;
      if (delivery.kind === 'refused' && delivery.isOfAddress) await countRefusal(manager, mail, delivery.answer, now);
    });
  }

  /** Ends a mail that is not to be tried again, for a reason in words. */
  async settle({ id, attempts }: OutgoingMailEntity, state: 'skipped' | 'expired' | 'dropped', answer: string): Promise<void> {
    const change = { state, answer, nextAt: null, settledAt: this.clock.now() };
    await this.database.write((manager) => manager.update(OutgoingMailEntity, { id, attempts, state: 'leased' }, change));
  }

  /** Mails that a process handed over and then died: the server was there, and has very likely kept them. */
  async settleLapsed(): Promise<void> {
    const now = this.clock.now();
    const lapsed = { state: 'handed-over', nextAt: LessThanOrEqual(now) } as const;
    if (!(await this.database.manager.existsBy(OutgoingMailEntity, lapsed))) return;
    const answer =
      'Hustings stopped after it had handed this over and before it heard the answer. It probably arrived, and is not sent again.';
    await this.database.write((manager) =>
      manager.update(OutgoingMailEntity, lapsed, { state: 'perhaps', answer, nextAt: null, settledAt: now }),
    );
  }

  /** Forgets what was settled long ago, and addresses that never said yes. */
  async forget(): Promise<void> {
    const now = this.clock.now().getTime();
    await this.database.write(async (manager) => {
      await manager.delete(OutgoingMailEntity, { settledAt: LessThan(new Date(now - KEPT_MS)) });
      await manager.delete(SubscriberEntity, { state: 'waiting', createdAt: LessThan(new Date(now - 2 * TRIED_FOR_MS)) });
    });
  }

  private async addEditions(manager: EntityManager, { key: about }: Period, readers: readonly { id: number }[], now: Date): Promise<void> {
    for (let from = 0; from < readers.length; from += ROWS_AT_ONCE) {
      const rows = readers.slice(from, from + ROWS_AT_ONCE).map(({ id: subscriberId }) => {
        return { subscriberId, kind: 'edition', about, messageId: this.ids.make('edition', about, subscriberId) } as const;
      });
      await insert(manager, rows, now);
    }
  }
}

/** What is in there already stays as it is. */
async function insert(
  manager: EntityManager,
  mails: Pick<OutgoingMailEntity, 'subscriberId' | 'kind' | 'about' | 'messageId'>[],
  now: Date,
): Promise<void> {
  const fresh = { state: 'waiting', nextAt: now, answer: null, createdAt: now, settledAt: null } as const;
  const rows = mails.map((mail) => ({ ...mail, ...fresh }));
  await manager.createQueryBuilder().insert().into(OutgoingMailEntity).values(rows).updateEntity(false).orIgnore().execute();
}

function changeFor(mail: OutgoingMailEntity, delivery: Delivery, now: Date): Partial<OutgoingMailEntity> {
  switch (delivery.kind) {
    case 'taken':
      return { state: 'sent', answer: delivery.answer, nextAt: null, settledAt: now };
    case 'refused':
      return { state: 'refused', answer: delivery.answer, nextAt: null, settledAt: now };
    case 'later':
      return { state: 'waiting', answer: delivery.answer, nextAt: nextTry(mail, now) };
    case 'stopped':
      return { state: 'waiting', nextAt: now };
  }
}

function nextTry({ attempts }: OutgoingMailEntity, now: Date): Date {
  const waitMs = WAITS_MS[Math.min(attempts, WAITS_MS.length) - 1] ?? 0;
  return new Date(now.getTime() + waitMs);
}

import { Injectable } from '@nestjs/common';
import { type EntityManager, Not, MoreThan } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { Outbox } from './outbox.js';
import { OutgoingMailEntity } from './outgoing-mail.entity.js';
import { SubscriberEntity } from './subscriber.entity.js';
import type { Subscription, Wishes } from './subscription.form.js';

const DAY_MS = 86_400_000;
/** Mails to one address that anybody can cause by typing it, within a day. */
const ASKED_MAX = 3;

/** Who gets editions by mail. Nothing is sent to anybody who has not answered a mail to that very address. */
@Injectable()
export class Subscribers {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Somebody typed an address. Who it belongs to gets a mail, and decides there. What comes back is the same for each address, so that nobody
   * learns who subscribes; what an active subscriber has chosen stays.
   */
  async ask({ address: { address, key }, frequency, entities }: Subscription): Promise<void> {
    await this.database.write(async (manager) => {
      const now = this.clock.now();
      const row = {
        address,
        addressKey: key,
        frequency,
        entities,
        state: 'waiting',
        reason: null,
        mailedUntilAt: now,
        createdAt: now,
      } as const;
      await manager.createQueryBuilder().insert().into(SubscriberEntity).values(row).orIgnore().execute();
      const subscriber = await manager.findOneByOrFail(SubscriberEntity, { addressKey: key });
      if (!(await this.mayBeAsked(manager, subscriber.id, now))) return;
      if (subscriber.state === 'active') return this.outbox.add(manager, subscriber.id, 'reminder', now);
      await manager.update(SubscriberEntity, subscriber.id, { address, frequency, entities, createdAt: now });
      await this.outbox.add(manager, subscriber.id, 'confirmation', now);
    });
  }

  find(id: number): Promise<SubscriberEntity | null> {
    return this.database.manager.findOneBy(SubscriberEntity, { id });
  }

  list(): Promise<SubscriberEntity[]> {
    return this.database.manager.find(SubscriberEntity, { order: { addressKey: 'ASC' } });
  }

  /** In the order of their numbers, from the first after one. */
  after(id: number, rowsMax: number): Promise<SubscriberEntity[]> {
    return this.database.manager.find(SubscriberEntity, { where: { id: MoreThan(id) }, order: { id: 'ASC' }, take: rowsMax });
  }

  /** They said yes. Saying it twice changes nothing. False where there is no such subscriber any more. */
  async confirm(id: number): Promise<boolean> {
    return this.database.write(async (manager) => {
      await manager.update(SubscriberEntity, { id, state: Not('active') }, this.afresh());
      return manager.existsBy(SubscriberEntity, { id });
    });
  }

  /** Also switches on again who was switched off: they have just read a mail of ours. */
  async change(id: number, { frequency, entities }: Wishes): Promise<boolean> {
    return this.database.write(async (manager) => {
      const subscriber = await manager.findOneBy(SubscriberEntity, { id });
      if (!subscriber) return false;
      const isAfresh = subscriber.state !== 'active' || subscriber.frequency !== frequency;
      await manager.update(SubscriberEntity, id, { frequency, entities, ...(isAfresh ? this.afresh() : {}) });
      return true;
    });
  }

  /** An admin switches an address on again that was refused too often. Nobody can say yes for somebody else: who has not said so stays waiting. */
  async switchOn(id: number): Promise<'on' | 'active' | 'waiting' | 'missing'> {
    return this.database.write(async (manager) => {
      const subscriber = await manager.findOneBy(SubscriberEntity, { id });
      if (!subscriber) return 'missing';
      if (subscriber.state !== 'off') return subscriber.state;
      await manager.update(SubscriberEntity, id, this.afresh());
      return 'on';
    });
  }

  /** Forgets an address, and what was or was to be sent there. */
  async remove(id: number): Promise<boolean> {
    const { affected } = await this.database.write((manager) => manager.delete(SubscriberEntity, { id }));
    return affected === 1;
  }

  async removeAddress(key: string): Promise<boolean> {
    const { affected } = await this.database.write((manager) => manager.delete(SubscriberEntity, { addressKey: key }));
    return affected === 1;
  }

  /** Editions from here on, none of those before. */
  private afresh() {
    return { state: 'active', reason: null, failures: 0, mailedUntilAt: this.clock.now() } as const;
  }

  private async mayBeAsked(manager: EntityManager, subscriberId: number, now: Date): Promise<boolean> {
    const createdAt = MoreThan(new Date(now.getTime() - DAY_MS));
    return (await manager.countBy(OutgoingMailEntity, { subscriberId, kind: Not('edition'), createdAt })) < ASKED_MAX;
  }
}

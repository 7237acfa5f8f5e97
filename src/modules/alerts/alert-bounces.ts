import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { Bounces, type NotedMail } from '../mail/bounces.js';
import type { NamedMail } from '../mail/message-ids.js';
import { AlertDeliveryEntity, type DeliveryState } from './alert-delivery.entity.js';
import { AlertOutbox } from './alert-outbox.js';

/** Mails of alerts that come back are noted where those of editions are, and counted against their place. */
@Injectable()
export class AlertBounces implements OnModuleInit {
  constructor(
    private readonly bounces: Bounces,
    private readonly outbox: AlertOutbox,
  ) {}

  onModuleInit(): void {
    this.bounces.follow('alert', (manager, _messageId, named) => this.find(manager, named));
  }

  private async find(manager: EntityManager, { about, recipientId }: NamedMail): Promise<NotedMail | null> {
    const where = { id: Number(about), channelId: recipientId };
    const delivery = await manager.findOne(AlertDeliveryEntity, { where, relations: { channel: { rule: true } } });
    if (!delivery?.channel?.rule) return null;
    return {
      address: delivery.channel.label,
      about: `of the alert “${delivery.channel.rule.name}”`,
      change: async (states, change) => {
        const { affected } = await manager.update(AlertDeliveryEntity, { id: delivery.id, state: In<DeliveryState>(states) }, change);
        return affected === 1;
      },
      count: (answer, now) => this.outbox.countRefusal(manager, delivery, answer, now),
    };
  }
}

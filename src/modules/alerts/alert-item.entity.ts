import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { AlertChannelEntity } from './alert-channel.entity.js';
import { AlertDeliveryEntity } from './alert-delivery.entity.js';
import { AlertEventEntity } from './alert-event.entity.js';

/** One event that is owed to one place: there is one row for both, so that it is told once. */
@Entity('alert_item')
export class AlertItemEntity {
  @Index('alert_item_waiting', { where: 'delivery_id IS NULL' })
  @PrimaryColumn({ name: 'channel_id', type: 'integer' })
  channelId!: number;

  @ManyToOne(() => AlertChannelEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'channel_id', foreignKeyConstraintName: 'alert_item_of_channel' })
  channel?: AlertChannelEntity;

  @PrimaryColumn({ name: 'event_id', type: 'integer' })
  eventId!: number;

  @ManyToOne(() => AlertEventEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'event_id', foreignKeyConstraintName: 'alert_item_of_event' })
  event?: AlertEventEntity;

  /** What it went out with; null while it waits for quiet hours, for others, or for the next hour. */
  @Index('alert_item_delivery')
  @Column({ name: 'delivery_id', type: 'integer', nullable: true })
  deliveryId!: number | null;

  @ManyToOne(() => AlertDeliveryEntity, { onDelete: 'CASCADE', nullable: true })
  @JoinColumn({ name: 'delivery_id', foreignKeyConstraintName: 'alert_item_of_delivery' })
  delivery?: AlertDeliveryEntity | null;
}

import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn, JsonColumn } from '../database/columns.js';
import { AlertChannelEntity } from './alert-channel.entity.js';

/** confirmation: asks whether they want it. test: somebody pressed the button. */
export const DELIVERY_KINDS = ['alert', 'test', 'confirmation'] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

/**
 * waiting: to be sent. leased: a process is at it. handed-over: a mail server has it, and has not answered yet.
 * sent: it was taken. delayed: a mail server took it, and wrote that it is still trying. bounced: it took it, and it came back. refused: it never will be.
 * expired: it could not be delivered in time. perhaps: the process died between handing a mail over and hearing the answer, so it probably arrived.
 * dropped: nobody is told there any more.
 */
export const DELIVERY_STATES = [
  'waiting',
  'leased',
  'handed-over',
  'sent',
  'delayed',
  'bounced',
  'refused',
  'expired',
  'perhaps',
  'dropped',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One try, and what came of it in words. */
export interface Try {
  /** ISO 8601. */
  at: string;
  answer: string;
}

/** What is told to one place at once, and what became of it. */
@Entity('alert_delivery')
@Index('alert_delivery_due', ['state', 'nextAt'])
@Index('alert_delivery_of', ['channelId', 'createdAt'])
export class AlertDeliveryEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'channel_id', type: 'integer' })
  channelId!: number;

  @ManyToOne(() => AlertChannelEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'channel_id', foreignKeyConstraintName: 'alert_delivery_of_channel' })
  channel?: AlertChannelEntity;

  @Column({ type: 'varchar' })
  kind!: DeliveryKind;

  /** The same at every try, so that who gets it twice can tell. Mails have another name (`MessageIds`). */
  @Column({ name: 'message_id', type: 'varchar' })
  messageId!: string;

  @Column({ type: 'varchar' })
  state!: DeliveryState;

  /** Tries begun. Who has leased it owns this number: another process that found the lease lapsed has the next. */
  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  /** When it is tried, or when its lease lapses; null when it is settled. */
  @InstantColumn({ name: 'next_at', nullable: true })
  nextAt!: Date | null;

  /** What was answered last, or what else came of it. */
  @Column({ type: 'text', nullable: true })
  answer!: string | null;

  /** All tries, the oldest first. */
  @JsonColumn({ default: '[]' })
  tries!: Try[];

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @InstantColumn({ name: 'settled_at', nullable: true })
  settledAt!: Date | null;
}

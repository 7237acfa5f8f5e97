import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn, JsonColumn } from '../database/columns.js';
import type { PeriodKind } from '../digests/period.js';

/** waiting: has not said yes yet. active: gets editions. off: gets none any more, for the reason that stands beside it. */
export const SUBSCRIBER_STATES = ['waiting', 'active', 'off'] as const;
export type SubscriberState = (typeof SUBSCRIBER_STATES)[number];

/** Somebody who asked for editions by mail. Whoever unsubscribes is forgotten, and has no row. */
@Entity('subscriber')
@Index('subscriber_owed', ['state', 'frequency', 'mailedUntilAt'])
export class SubscriberEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar' })
  address!: string;

  /** The address, folded: one person, however it is typed. */
  @Index('subscriber_address', { unique: true })
  @Column({ name: 'address_key', type: 'varchar' })
  addressKey!: string;

  @Column({ type: 'varchar' })
  frequency!: PeriodKind;

  /** Slugs of the entities that are followed; none for whole editions. */
  @JsonColumn({ default: '[]' })
  entities!: string[];

  @Column({ type: 'varchar' })
  state!: SubscriberState;

  /** Why it is off, in words. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** Mails that the server of the address refused for good since it was last switched on, in a row or not. */
  @Column({ type: 'integer', default: 0 })
  failures!: number;

  /** Editions that end later are owed: those before stand in the outbox, or are from before the subscription. */
  @InstantColumn({ name: 'mailed_until_at' })
  mailedUntilAt!: Date;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;
}

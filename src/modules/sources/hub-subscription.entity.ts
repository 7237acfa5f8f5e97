import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn, JsonColumn } from '../database/columns.js';
import { FeedEntity } from './feed.entity.js';

/**
 * wanted: to be subscribed, or on the way there. active: the hub has asked us back, and we said yes. refused: the hub said no. leaving: to be unsubscribed.
 * resting: not subscribed, for the feed is not polled.
 */
export type HubSubscriptionState = 'wanted' | 'active' | 'refused' | 'leaving' | 'resting';

/** A subscription of ours to a feed, at the hub that its document names. W3C WebSub §5. */
@Entity('hub_subscription')
export class HubSubscriptionEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Index('hub_subscription_of_feed')
  @Column({ name: 'feed_id', type: 'integer' })
  feedId!: number;

  @ManyToOne(() => FeedEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'feed_id', foreignKeyConstraintName: 'hub_subscription_feed' })
  feed?: FeedEntity;

  @Column({ type: 'text' })
  hub!: string;

  /** Host and port of `hub`. */
  @Column({ type: 'varchar' })
  host!: string;

  /** What the feed is called at its hub: its `rel="self"`, else its address. */
  @Column({ type: 'text' })
  topic!: string;

  /** The last part of our address to which the hub delivers. Nobody can guess it, and the secret is derived from it. */
  @Index('hub_subscription_path', { unique: true })
  @Column({ name: 'path_key', type: 'varchar' })
  pathKey!: string;

  @Column({ type: 'varchar' })
  state!: HubSubscriptionState;

  /** 1 where the last document of the feed names this hub and this topic. */
  @Column({ name: 'is_named', type: 'integer', default: 1 })
  isNamed!: number;

  /** When the hub was asked for what it has not asked us back for yet; null where nothing is open. */
  @InstantColumn({ name: 'asked_at', nullable: true })
  askedAt!: Date | null;

  /** Requests since the last that came to something. */
  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  /** When the hub is asked next. */
  @Index('hub_subscription_due')
  @InstantColumn({ name: 'next_at', nullable: true })
  nextAt!: Date | null;

  @InstantColumn({ name: 'verified_at', nullable: true })
  verifiedAt!: Date | null;

  @InstantColumn({ name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  /** When a push last brought something new. */
  @InstantColumn({ name: 'pushed_at', nullable: true })
  pushedAt!: Date | null;

  /** When a poll last found what a push should have brought. */
  @InstantColumn({ name: 'missed_at', nullable: true })
  missedAt!: Date | null;

  /** Fingerprints of the entries that were pushed and that no poll has seen yet, newest first. */
  @JsonColumn({ name: 'pushed_hashes', default: '[]' })
  pushedHashes!: string[];

  /** Deliveries that were not signed as they should be. */
  @Column({ type: 'integer', default: 0 })
  ignored!: number;

  /** What came of the last request, in a sentence for a person. */
  @Column({ type: 'text', nullable: true })
  message!: string | null;
}

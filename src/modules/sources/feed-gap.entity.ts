import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import { FeedEntity } from './feed.entity.js';

/** A time of which entries may have been missed: they came and went between two polls. */
@Entity('feed_gap')
@Index('feed_gap_of_feed', ['feedId', 'foundAt'])
export class FeedGapEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'feed_id', type: 'integer' })
  feedId!: number;

  @ManyToOne(() => FeedEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'feed_id', foreignKeyConstraintName: 'feed_gap_feed' })
  feed?: FeedEntity;

  /** The newest entry that was known: what is missing was published after it. */
  @InstantColumn({ name: 'from_at' })
  fromAt!: Date;

  /** The oldest entry that the feed still showed: what is missing was published before it. */
  @InstantColumn({ name: 'until_at' })
  untilAt!: Date;

  @InstantColumn({ name: 'found_at' })
  foundAt!: Date;
}

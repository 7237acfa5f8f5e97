import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { FeedEntity } from './feed.entity.js';

/** How the polls of one feed went on one day: a quiet account is told from a broken feed by these. */
@Entity('feed_day')
export class FeedDayEntity {
  @PrimaryColumn({ name: 'feed_id', type: 'integer' })
  feedId!: number;

  @ManyToOne(() => FeedEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'feed_id', foreignKeyConstraintName: 'feed_day_of_feed' })
  feed?: FeedEntity;

  /** Days since 1970 in UTC. */
  @PrimaryColumn({ type: 'integer' })
  day!: number;

  @Column({ type: 'integer', default: 0 })
  polls!: number;

  @Column({ type: 'integer', default: 0 })
  failures!: number;
}

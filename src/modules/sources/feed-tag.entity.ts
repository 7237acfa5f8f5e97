import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { FeedEntity } from './feed.entity.js';

/** A word by which an admin keeps feeds together. */
@Entity('feed_tag')
@Index('feed_tag_feeds', ['tag', 'feedId'])
export class FeedTagEntity {
  @PrimaryColumn({ name: 'feed_id', type: 'integer' })
  feedId!: number;

  @ManyToOne(() => FeedEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'feed_id', foreignKeyConstraintName: 'feed_tag_of_feed' })
  feed?: FeedEntity;

  /** Folded: see `tagsOf`. */
  @PrimaryColumn({ type: 'varchar' })
  tag!: string;
}

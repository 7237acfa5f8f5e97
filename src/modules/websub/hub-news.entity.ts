import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import { PostEntity } from '../posts/post.entity.js';

/** A message of which the hub does not know yet that our feeds have it. */
@Entity('hub_news')
export class HubNewsEntity {
  @PrimaryColumn({ name: 'post_id', type: 'integer' })
  postId!: number;

  @ManyToOne(() => PostEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'hub_news_of_post' })
  post?: PostEntity;

  /** When it was stored, or was last seen to say something else. */
  @InstantColumn({ name: 'changed_at' })
  changedAt!: Date;

  /** How often the hub did not take it. */
  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Index('hub_news_due')
  @InstantColumn({ name: 'next_at' })
  nextAt!: Date;
}

import { Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import { PostEntity } from '../posts/post.entity.js';

/** A post that a closed edition shows: it is kept as long as that. */
@Entity('shown_post', { withoutRowid: true })
export class ShownPostEntity {
  @PrimaryColumn({ name: 'post_id', type: 'integer' })
  postId!: number;

  /** When the time was over of the last edition that shows it. */
  @InstantColumn({ name: 'until_at' })
  untilAt!: Date;

  @ManyToOne(() => PostEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'shown_post_of_post' })
  post?: PostEntity;
}

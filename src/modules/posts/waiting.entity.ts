import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { ReplyBasis } from '../../feeds/types.js';
import { PostEntity } from './post.entity.js';

/** A comment that waits for a parent which has not come yet, by a name that the parent will have. */
@Entity('waiting')
export class WaitingEntity {
  /** A key of `place.ts`. */
  @PrimaryColumn({ type: 'varchar' })
  key!: string;

  @Index('waiting_post')
  @PrimaryColumn({ name: 'post_id', type: 'integer' })
  postId!: number;

  @ManyToOne(() => PostEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'waiting_of_post' })
  post?: PostEntity;

  /** How the comment names this parent. */
  @Column({ type: 'varchar' })
  basis!: ReplyBasis;
}

import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import { PostEntity } from './post.entity.js';

/** How often a post was liked, shared and seen, as its platform said last. Beside the post, for it moves while the post stays as it is. */
@Entity('reaction')
export class ReactionEntity {
  @PrimaryColumn({ name: 'post_id', type: 'integer' })
  postId!: number;

  @OneToOne(() => PostEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'reaction_of_post' })
  post?: PostEntity;

  /** Each is null where nobody says; more people look at some films than an `integer` holds. */
  @Column({ type: 'bigint', nullable: true })
  likes!: number | null;

  @Column({ type: 'bigint', nullable: true })
  shares!: number | null;

  @Column({ type: 'bigint', nullable: true })
  views!: number | null;

  /** When they were first read to be these. */
  @InstantColumn({ name: 'read_at' })
  readAt!: Date;
}

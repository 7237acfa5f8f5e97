import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { PostEntity } from '../posts/post.entity.js';

/** Under what a post is filed, so that those which say the same are found: see `periods.ts`. */
@Entity('duplicate_key', { withoutRowid: true })
export class DuplicateKeyEntity {
  @PrimaryColumn({ type: 'bigint' })
  key!: number;

  @Index('duplicate_key_post')
  @PrimaryColumn({ name: 'post_id', type: 'integer' })
  postId!: number;

  @ManyToOne(() => PostEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'duplicate_key_of_post' })
  post?: PostEntity;
}

import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { PostEntity } from './post.entity.js';

/** Another name of a post, as another document of its platform gives it: what makes one comment of three. */
@Entity('alias')
export class AliasEntity {
  /** As a platform writes it (`wordpress:HOST/comment/12`, an ActivityPub address), so unique by itself. */
  @PrimaryColumn({ type: 'varchar' })
  key!: string;

  @Index('alias_post')
  @Column({ name: 'post_id', type: 'integer' })
  postId!: number;

  @ManyToOne(() => PostEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'alias_of_post' })
  post?: PostEntity;
}

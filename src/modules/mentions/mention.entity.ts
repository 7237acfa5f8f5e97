import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { PostEntity } from '../posts/post.entity.js';
import { EntityEntity } from './entity.entity.js';
import type { Field, Role } from './watched.js';

/** One entity at one place of one post. */
@Entity('mention')
@Index('mention_entity', ['entityId', 'postId'])
export class MentionEntity {
  @PrimaryColumn({ name: 'post_id', type: 'integer' })
  postId!: number;

  @ManyToOne(() => PostEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'mention_of_post' })
  post?: PostEntity;

  @PrimaryColumn({ name: 'entity_id', type: 'integer' })
  entityId!: number;

  @ManyToOne(() => EntityEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'entity_id', foreignKeyConstraintName: 'mention_of_entity' })
  entity?: EntityEntity;

  @PrimaryColumn({ type: 'varchar' })
  field!: Field;

  /** Which link of the post, for `link`; else 0. */
  @PrimaryColumn({ type: 'integer' })
  position!: number;

  /** UTF-16 indices into the field. */
  @PrimaryColumn({ name: 'start_index', type: 'integer' })
  start!: number;

  @Column({ name: 'end_index', type: 'integer' })
  end!: number;

  @Column({ type: 'varchar' })
  role!: Role;

  /** The alias, handle, hashtag or address that found it. */
  @Column({ type: 'varchar' })
  alias!: string;
}

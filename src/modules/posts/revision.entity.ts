import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import { PostEntity } from './post.entity.js';

/** What a post said before an edit. The post itself holds what it says now. */
@Entity('revision')
export class RevisionEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Index('revision_post')
  @Column({ name: 'post_id', type: 'integer' })
  postId!: number;

  @ManyToOne(() => PostEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'revision_of_post' })
  post?: PostEntity;

  @Column({ type: 'text', nullable: true })
  title!: string | null;

  @Column({ type: 'text' })
  html!: string;

  @Column({ type: 'text' })
  text!: string;

  /** What the publisher gave as its date of change, if anything. */
  @InstantColumn({ name: 'updated_at', nullable: true })
  updatedAt!: Date | null;

  /** When we saw that it had been replaced. */
  @Index('revision_replaced')
  @InstantColumn({ name: 'replaced_at' })
  replacedAt!: Date;
}

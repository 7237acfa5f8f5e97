import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import { PostEntity } from '../posts/post.entity.js';

/**
 * One act of judgement: a coder looked at a post. The codes that he gave stand beside it (`coding_code`); without any, he looked and gave none. Nothing
 * of it changes but `supersededAt`: who judges again makes another.
 */
@Entity('coding')
@Index('coding_current', ['postId', 'coderKey'], { unique: true, where: 'superseded_at IS NULL' })
@Index('coding_of_coder', ['coderKey'], { where: 'superseded_at IS NULL' })
@Index('coding_of_post', ['postId'])
export class CodingEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'post_id', type: 'integer' })
  postId!: number;

  @ManyToOne(() => PostEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'coding_of_this_post' })
  post?: PostEntity;

  /** The coder's name, folded: one that is typed in another case is the same coder. */
  @Column({ name: 'coder_key', type: 'varchar' })
  coderKey!: string;

  /** As it was typed. */
  @Column({ name: 'coder_name', type: 'varchar' })
  coderName!: string;

  @Column({ type: 'text', nullable: true })
  note!: string | null;

  @InstantColumn({ name: 'coded_at' })
  codedAt!: Date;

  /** When the same coder judged otherwise; null for what holds at present. */
  @InstantColumn({ name: 'superseded_at', nullable: true })
  supersededAt!: Date | null;
}

import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Column } from 'typeorm';
import { PostEntity } from '../posts/post.entity.js';

/** A post that says what an earlier one says already. One that leads others, or stands alone, has no row. */
@Entity('duplicate')
export class DuplicateEntity {
  @PrimaryColumn({ name: 'post_id', type: 'integer' })
  postId!: number;

  @ManyToOne(() => PostEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'duplicate_of_post' })
  post?: PostEntity;

  /** The earliest that says it. Null where that went: who leads the others is then found out in the background. */
  @Index('duplicate_leader')
  @Column({ name: 'leader_id', type: 'integer', nullable: true })
  leaderId!: number | null;

  @ManyToOne(() => PostEntity, { onDelete: 'SET NULL', nullable: true })
  @JoinColumn({ name: 'leader_id', foreignKeyConstraintName: 'duplicate_of_leader' })
  leader?: PostEntity | null;
}

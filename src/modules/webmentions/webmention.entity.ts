import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import { PostEntity } from '../posts/post.entity.js';

/** waiting: to be verified. accepted: the source links to the target. refused: it does not, or cannot be read. gone: it did once. */
export type WebmentionState = 'waiting' | 'accepted' | 'refused' | 'gone';

/** A notice that a page links to one of ours. W3C Webmention (2017). */
@Entity('webmention')
@Index('webmention_identity', ['sourceUrl', 'targetUrl'], { unique: true })
@Index('webmention_due', ['state', 'nextAt'])
@Index('webmention_host', ['host', 'receivedAt'])
export class WebmentionEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  /** The page that links, as its sender says. */
  @Column({ name: 'source_url', type: 'text' })
  sourceUrl!: string;

  /** The page of ours that it links to. */
  @Column({ name: 'target_url', type: 'text' })
  targetUrl!: string;

  /** Host and port of `sourceUrl`. */
  @Column({ type: 'varchar' })
  host!: string;

  /** The post that the target shows. */
  @Index('webmention_post')
  @Column({ name: 'post_id', type: 'integer' })
  postId!: number;

  @ManyToOne(() => PostEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'webmention_of_post' })
  post?: PostEntity;

  @Column({ type: 'varchar' })
  state!: WebmentionState;

  /** For the sender: what came of it. */
  @Column({ type: 'text', nullable: true })
  message!: string | null;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @InstantColumn({ name: 'next_at', nullable: true })
  nextAt!: Date | null;

  @InstantColumn({ name: 'received_at' })
  receivedAt!: Date;

  @InstantColumn({ name: 'checked_at', nullable: true })
  checkedAt!: Date | null;
}

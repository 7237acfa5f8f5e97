import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import { FeedEntity } from './feed.entity.js';

/** What was done to a feed, by us or by an admin, in a sentence: nothing is moved or muted silently. */
@Entity('feed_note')
@Index('feed_note_of_feed', ['feedId', 'at'])
export class FeedNoteEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'feed_id', type: 'integer' })
  feedId!: number;

  @ManyToOne(() => FeedEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'feed_id', foreignKeyConstraintName: 'feed_note_feed' })
  feed?: FeedEntity;

  @InstantColumn()
  at!: Date;

  @Column({ type: 'text' })
  note!: string;
}

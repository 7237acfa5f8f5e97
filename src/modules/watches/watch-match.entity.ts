import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import { PostEntity } from '../posts/post.entity.js';
import { SavedSearchEntity } from './saved-search.entity.js';

/** One message that a watch found. */
@Entity('watch_match', { withoutRowid: true })
export class WatchMatchEntity {
  @PrimaryColumn({ name: 'search_id', type: 'integer' })
  searchId!: number;

  @ManyToOne(() => SavedSearchEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'search_id', foreignKeyConstraintName: 'watch_match_of_search' })
  search?: SavedSearchEntity;

  /** Where the message stands among all, as the search index has it: the newest matches are read without sorting. */
  @PrimaryColumn({ type: 'bigint' })
  place!: number;

  @Index('watch_match_post')
  @Column({ name: 'post_id', type: 'integer' })
  postId!: number;

  @ManyToOne(() => PostEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'watch_match_of_post' })
  post?: PostEntity;

  /** When it was found: with the message, or when stored ones were looked through. */
  @InstantColumn({ name: 'matched_at' })
  matchedAt!: Date;
}

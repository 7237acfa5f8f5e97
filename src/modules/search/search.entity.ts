import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { PostKind } from '../../feeds/types.js';
import { PostEntity } from '../posts/post.entity.js';
import type { Affiliation } from '../sources/source.entity.js';

/**
 * A post as it is found: what results are ordered, filtered and counted by, in rows so narrow that thousands are read at once. Its words stand in
 * `search_index`, under the same place: on SQLite a table of FTS5, on PostgreSQL one with a `tsvector`.
 */
@Entity('search', { withoutRowid: true })
@Index('search_gone', ['place'], { where: 'is_gone = 1' })
@Index('search_edited', ['place'], { where: 'is_edited = 1' })
@Index('search_replies', ['place'], { where: 'has_replies = 1' })
@Index('search_links', ['place'], { where: 'has_links = 1' })
export class SearchEntity {
  /** By the minute, then by number: see `placeOf`. Results by date are read in this order, without sorting. */
  @PrimaryColumn({ type: 'bigint' })
  place!: number;

  @Index('search_post', { unique: true })
  @Column({ name: 'post_id', type: 'integer' })
  postId!: number;

  @ManyToOne(() => PostEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'search_of_post' })
  post?: PostEntity;

  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @Column({ type: 'varchar' })
  kind!: PostKind;

  /** In whose voice its source says it; null for a reader's comment. */
  @Column({ type: 'varchar', nullable: true })
  voice!: Affiliation | null;

  /** As its document says, else as its words show. */
  @Index('search_language')
  @Column({ type: 'varchar', nullable: true })
  language!: string | null;

  /** These four follow from other tables: once a post is filed, the database itself keeps them (migration 13). */
  @Column({ name: 'is_gone', type: 'integer', default: 0 })
  isGone!: number;

  @Column({ name: 'is_edited', type: 'integer', default: 0 })
  isEdited!: number;

  @Column({ name: 'has_replies', type: 'integer', default: 0 })
  hasReplies!: number;

  @Column({ name: 'has_links', type: 'integer', default: 0 })
  hasLinks!: number;
}

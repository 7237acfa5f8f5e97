import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { PostKind } from '../../feeds/types.js';
import { PostEntity } from '../posts/post.entity.js';
import type { Affiliation } from '../sources/source.entity.js';

/**
 * A post as it is found: what results are ordered, filtered and counted by, in rows so narrow that thousands are read at once. Its words stand in
 * `search_index`, under the same place: on SQLite a table of FTS5, on PostgreSQL one with a `tsvector`.
 */
@Entity('search', { withoutRowid: true })
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
}

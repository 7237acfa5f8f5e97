import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import type { Enclosure, PostKind, ReplyBasis } from '../../feeds/types.js';
import { InstantColumn, JsonColumn } from '../database/columns.js';
import { type Affiliation, SourceEntity } from '../sources/source.entity.js';

/** An entry, normalised and stored. */
@Entity('post')
@Index('post_identity', ['sourceId', 'kind', 'guid'], { unique: true })
@Index('post_feed', ['feedId', 'sortAt'])
@Index('post_of_source_at', ['sourceId', 'sortAt'])
// The comments of a thread in the order of siblings, with what places them, and those who speak: a thread of 100,000 is put in order without a look at its texts.
@Index('post_root', ['rootId', 'sortAt', 'position', 'id', 'parentId'], { where: 'root_id IS NOT NULL' })
@Index('post_people', ['rootId', 'authorName', 'kind', 'sourceId', 'feedId'], { where: 'root_id IS NOT NULL' })
// The posts of a source in the order in which they arrived, as readers of feeds ask for them.
@Index('post_arrival', ['sourceId', 'id'], { where: "kind = 'post' AND root_id IS NULL" })
@Index('post_stub', ['urlKey'], { where: 'is_stub = 1' })
@Index('post_missing', ['feedId'], { where: 'missing_at IS NOT NULL' })
export class PostEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @ManyToOne(() => SourceEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'source_id', foreignKeyConstraintName: 'post_of_source' })
  source?: SourceEntity;

  /** The feed that brought it; null for an imported document. */
  @Column({ name: 'feed_id', type: 'integer', nullable: true })
  feedId!: number | null;

  @Column({ type: 'varchar' })
  kind!: PostKind;

  @Column({ type: 'varchar' })
  guid!: string;

  @Column({ type: 'varchar', nullable: true })
  url!: string | null;

  /** Canonical form of `url`. */
  @Index('post_url_key')
  @Column({ name: 'url_key', type: 'varchar', nullable: true })
  urlKey!: string | null;

  @Column({ type: 'text', nullable: true })
  title!: string | null;

  @Column({ name: 'author_name', type: 'varchar', nullable: true })
  authorName!: string | null;

  @Column({ name: 'author_url', type: 'varchar', nullable: true })
  authorUrl!: string | null;

  @Column({ type: 'text' })
  html!: string;

  @Column({ type: 'text' })
  text!: string;

  @Column({ type: 'varchar', nullable: true })
  language!: string | null;

  @InstantColumn({ name: 'published_at', nullable: true })
  publishedAt!: Date | null;

  @InstantColumn({ name: 'updated_at', nullable: true })
  updatedAt!: Date | null;

  /** When we first had it. */
  @InstantColumn({ name: 'seen_at' })
  seenAt!: Date;

  /** `publishedAt`, or `seenAt` where the document gives no date: what lists and editions go by. */
  @Index('post_sort')
  @InstantColumn({ name: 'sort_at' })
  sortAt!: Date;

  /** The post that the thread begins with; null on that post itself. An orphan begins a thread of its own until its parent comes. */
  @Column({ name: 'root_id', type: 'integer', nullable: true })
  rootId!: number | null;

  @Index('post_parent', { where: 'parent_id IS NOT NULL' })
  @Column({ name: 'parent_id', type: 'integer', nullable: true })
  parentId!: number | null;

  /** What the document names as its parent: an id and a page, kept until (and after) the parent comes. */
  @Column({ name: 'parent_ref', type: 'varchar', nullable: true })
  parentRef!: string | null;

  @Column({ name: 'parent_url', type: 'varchar', nullable: true })
  parentUrl!: string | null;

  @Column({ name: 'reply_basis', type: 'varchar', nullable: true })
  replyBasis!: ReplyBasis | null;

  /** From 0 to 1. */
  @Column({ name: 'reply_confidence', type: 'real', nullable: true })
  replyConfidence!: number | null;

  @Column({ name: 'comments_url', type: 'varchar', nullable: true })
  commentsUrl!: string | null;

  /** How many comments the publisher says there are. */
  @Column({ name: 'comment_count', type: 'integer', nullable: true })
  commentCount!: number | null;

  /** Place in the document that brought it: breaks ties within one minute. */
  @Column({ type: 'integer', default: 0 })
  position!: number;

  @Column({ name: 'entry_hash', type: 'varchar' })
  entryHash!: string;

  @Column({ name: 'content_hash', type: 'varchar' })
  contentHash!: string;

  @Column({ name: 'revision_count', type: 'integer', default: 0 })
  revisionCount!: number;

  /** When the publisher removed it: as he says, or as we saw. */
  @Index('post_gone', { where: 'gone_at IS NOT NULL' })
  @InstantColumn({ name: 'gone_at', nullable: true })
  goneAt!: Date | null;

  /** The first poll that no longer found it where it stood. It may be back at the next one; if it is not, it is gone since then. */
  @InstantColumn({ name: 'missing_at', nullable: true })
  missingAt!: Date | null;

  /** 1 for a post that nobody has brought yet: its comments tell that it is there, and where. */
  @Column({ name: 'is_stub', type: 'integer', default: 0 })
  isStub!: number;

  /** The affiliation in which its source says it, by author and date; null for a reader's comment, and for a stub. */
  @Column({ type: 'varchar', nullable: true })
  voice!: Affiliation | null;

  @JsonColumn({ default: '[]' })
  categories!: string[];

  @JsonColumn({ default: '[]' })
  enclosures!: Enclosure[];
}

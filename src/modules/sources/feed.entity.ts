import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import type { Rest } from '../../feeds/types.js';
import { InstantColumn, JsonColumn } from '../database/columns.js';
import { SourceEntity } from './source.entity.js';

export type FeedRole = 'posts' | 'comments';

/**
 * active: polled when due. paused: an admin's choice. gone: the publisher answered 410, kept with its posts. retired: the comment feed of
 * an old thread, woken by a new comment. removed: an admin took it off the list, and may bring it back for a month.
 */
export type FeedState = 'active' | 'paused' | 'gone' | 'retired' | 'removed';

/** Our own settings of a feed, as an admin gives them and OPML carries them. */
export interface FeedSettings {
  /** Minutes between two polls at the least and at the most; ours to choose where absent. */
  leastMinutes?: number;
  mostMinutes?: number;
  /** The pause between two requests to its host, where that is to be longer than everywhere; of a host the longest holds. */
  spacingSeconds?: number;
  /** How many days the threads that it began are kept, where that is not as everywhere. */
  keepDays?: number;
}

/** Between the last posts of a feed; nulls where they are too few to have a habit. */
export interface FeedHabit {
  /** When the last was published. */
  lastMs: number | null;
  usualMs: number | null;
  longestMs: number | null;
}

/** One address that is polled for a source. */
@Entity('feed')
@Index('feed_due', ['state', 'nextPollAt'])
@Index('feed_of_host', ['host', 'state', 'nextPollAt'])
@Index('feed_of_site', ['id'], { where: 'post_id IS NULL' })
export class FeedEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Index('feed_source')
  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @ManyToOne(() => SourceEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'source_id', foreignKeyConstraintName: 'feed_of_source' })
  source?: SourceEntity;

  /** The post whose comments this feed carries; null for a feed of a whole site. */
  @Index('feed_post')
  @Column({ name: 'post_id', type: 'integer', nullable: true })
  postId!: number | null;

  @Index('feed_url', { unique: true })
  @Column({ type: 'varchar' })
  url!: string;

  /** Host and port of `url`: the unit of polling work. */
  @Column({ type: 'varchar' })
  host!: string;

  @Column({ type: 'varchar' })
  role!: FeedRole;

  /** The platform whose reader understands what this address answers (an API, a page); null for a feed. */
  @Column({ type: 'varchar', nullable: true })
  reader!: string | null;

  @Column({ type: 'varchar', nullable: true })
  title!: string | null;

  @Column({ name: 'site_url', type: 'varchar', nullable: true })
  siteUrl!: string | null;

  @Column({ type: 'varchar', nullable: true })
  format!: string | null;

  @Column({ type: 'varchar', default: 'active' })
  state!: FeedState;

  @JsonColumn({ default: '{}' })
  settings!: FeedSettings;

  /** What an admin wants to be known of it, such as why it is paused. */
  @Column({ type: 'text', nullable: true })
  note!: string | null;

  /** When an admin removed it, and what it was until then; null for all others. */
  @InstantColumn({ name: 'removed_at', nullable: true })
  removedAt!: Date | null;

  @Column({ name: 'state_before', type: 'varchar', nullable: true })
  stateBefore!: FeedState | null;

  @Column({ type: 'varchar', nullable: true })
  etag!: string | null;

  @Column({ name: 'last_modified', type: 'varchar', nullable: true })
  lastModified!: string | null;

  /** Of the last body read: a server that knows no validators still costs no second parse. */
  @Column({ name: 'body_hash', type: 'varchar', nullable: true })
  bodyHash!: string | null;

  /** Fingerprints of the entries in the last document, newest first: what stands there unchanged is not read again. */
  @JsonColumn({ name: 'entry_hashes', default: '[]' })
  entryHashes!: string[];

  /** When its publisher asks not to be asked, as its last document said; null before the first. */
  @JsonColumn({ nullable: true })
  rest!: Rest | null;

  @InstantColumn({ name: 'next_poll_at', nullable: true })
  nextPollAt!: Date | null;

  @InstantColumn({ name: 'polled_at', nullable: true })
  polledAt!: Date | null;

  /** When a poll last brought something new. */
  @InstantColumn({ name: 'changed_at', nullable: true })
  changedAt!: Date | null;

  /** Polls that failed since the last that did not. */
  @Column({ type: 'integer', default: 0 })
  failures!: number;

  /** The kind of the last outcome (`modified`, `not-modified`, `unreachable`, `not-a-feed`, …); null before the first poll. */
  @Column({ type: 'varchar', nullable: true })
  outcome!: string | null;

  /** The same in a sentence for a person; what to do, where something can be done. */
  @Column({ name: 'outcome_message', type: 'text', nullable: true })
  outcomeMessage!: string | null;

  /** Where the address redirects for good (301, 308), as long as it does; null where it does not. */
  @Column({ name: 'moved_to', type: 'varchar', nullable: true })
  movedTo!: string | null;

  /** Polls in a row that were sent there. */
  @Column({ name: 'moved_polls', type: 'integer', default: 0 })
  movedPolls!: number;

  /** When the first of them was. */
  @InstantColumn({ name: 'moved_since_at', nullable: true })
  movedSinceAt!: Date | null;

  /** How long it is used to be silent; null until a poll has looked. */
  @JsonColumn({ nullable: true })
  habit!: FeedHabit | null;

  /** From here on it is silent against its habit; null where it has none. */
  @InstantColumn({ name: 'silent_at', nullable: true })
  silentAt!: Date | null;

  /** How the last polls went: see `outcome-log.ts`. */
  @Column({ type: 'text', nullable: true })
  outcomes!: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;
}

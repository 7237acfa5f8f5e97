import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import { SourceEntity } from '../sources/source.entity.js';
import { PostEntity } from './post.entity.js';

/** pingback: one or a trackback, as the publisher lists them. webmention: sent to us. quote: a post that repeats another with words of its own. */
export type LinkbackKind = 'pingback' | 'webmention' | 'quote';

/** A link from another site to a post, as that post's publisher or the other site reports it: nobody's words in the thread. */
@Entity('linkback')
@Index('linkback_identity', ['sourceId', 'guid'], { unique: true })
export class LinkbackEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  /** The publisher of the post that is linked to. */
  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @ManyToOne(() => SourceEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'source_id', foreignKeyConstraintName: 'linkback_of_source' })
  source?: SourceEntity;

  /** The post that is linked to; null until it comes. */
  @Index('linkback_post')
  @Column({ name: 'post_id', type: 'integer', nullable: true })
  postId!: number | null;

  @ManyToOne(() => PostEntity, { onDelete: 'CASCADE', nullable: true })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'linkback_of_post' })
  post?: PostEntity | null;

  /** The page of that post in its canonical form, by which it is found when it comes. */
  @Index('linkback_target', { where: 'post_id IS NULL' })
  @Column({ name: 'target_key', type: 'text', nullable: true })
  targetKey!: string | null;

  /** Its name in the documents of the source. */
  @Column({ type: 'varchar' })
  guid!: string;

  @Column({ type: 'varchar' })
  kind!: LinkbackKind;

  /** The page that links; null where the document gives only its title. */
  @Column({ type: 'text', nullable: true })
  url!: string | null;

  /** Canonical form of `url`, as in `post.url_key`. */
  @Index('linkback_url')
  @Column({ name: 'url_key', type: 'text', nullable: true })
  urlKey!: string | null;

  @Column({ type: 'text', nullable: true })
  title!: string | null;

  @Column({ type: 'text', nullable: true })
  excerpt!: string | null;

  @InstantColumn({ name: 'published_at', nullable: true })
  publishedAt!: Date | null;

  @InstantColumn({ name: 'seen_at' })
  seenAt!: Date;

  @InstantColumn({ name: 'gone_at', nullable: true })
  goneAt!: Date | null;
}

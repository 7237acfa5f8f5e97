import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';

export const AFFILIATIONS = [
  'civil-service',
  'minister',
  'party',
  'parliament',
  'local-government',
  'media',
  'commentator',
  'public',
  'unknown',
] as const;
export type Affiliation = (typeof AFFILIATIONS)[number];

/** A publisher that we watch: a blog, an account, a photostream, a press office. */
@Entity('source')
export class SourceEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  /** Its place in addresses: `/sources/:slug`. */
  @Index('source_slug', { unique: true })
  @Column({ type: 'varchar' })
  slug!: string;

  @Index('source_title')
  @Column({ type: 'varchar' })
  title!: string;

  @Index('source_site')
  @Column({ name: 'site_url', type: 'varchar', nullable: true })
  siteUrl!: string | null;

  /** What it runs on, where known: `wordpress`, `typepad`, `blogger`, `mastodon`, `govuk`, … */
  @Column({ type: 'varchar', default: 'web' })
  platform!: string;

  @Column({ type: 'varchar', default: 'unknown' })
  affiliation!: Affiliation;

  /** Set on the first-run sample, which one click removes. */
  @Column({ name: 'is_sample', type: 'integer', default: 0 })
  isSample!: number;

  /**
   * The voices of its messages are not up to date: those after this instant and number have still to be looked at. Null where all are. A plain
   * number, because what is before all dates is none.
   */
  @Column({ name: 'revoice_after_at', type: 'bigint', nullable: true })
  revoiceAfterAt!: number | null;

  @Column({ name: 'revoice_after_id', type: 'integer', nullable: true })
  revoiceAfterId!: number | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;
}

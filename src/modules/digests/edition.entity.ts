import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { InstantColumn, JsonColumn } from '../database/columns.js';
import type { EditionRows } from './edition.query.js';
import type { PeriodKind } from './period.js';

/** An edition that is closed, as it was then. Another time zone cuts other days, so those are other editions. */
@Entity('edition')
@Index('edition_unlooked', ['key'], { where: 'is_looked_through = 0' })
export class EditionEntity {
  @PrimaryColumn({ type: 'varchar' })
  key!: string;

  @PrimaryColumn({ type: 'varchar' })
  zone!: string;

  @Column({ type: 'varchar' })
  kind!: PeriodKind;

  @InstantColumn({ name: 'until_at' })
  untilAt!: Date;

  @InstantColumn({ name: 'closed_at' })
  closedAt!: Date;

  /** How `pageRows` and `feedRows` are to be read. */
  @Column({ name: 'schema_version', type: 'integer' })
  schemaVersion!: number;

  /** The newest post that was stored then: later ones are late arrivals. */
  @Column({ name: 'newest_post_id', type: 'integer' })
  newestPostId!: number;

  /** The nearest edition before it that had posts then. */
  @Column({ name: 'previous_key', type: 'varchar', nullable: true })
  previousKey!: string | null;

  @JsonColumn({ name: 'page_rows' })
  pageRows!: EditionRows;

  @JsonColumn({ name: 'feed_rows' })
  feedRows!: EditionRows;

  /** 1: what it shows stands in `shown_post`. */
  @Column({ name: 'is_looked_through', type: 'integer', default: 0 })
  isLookedThrough!: number;
}

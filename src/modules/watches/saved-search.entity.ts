import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';

/** A query with a name. A watched one is matched as messages arrive, too. */
@Entity('saved_search')
export class SavedSearchEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Index('saved_search_slug', { unique: true })
  @Column({ type: 'varchar' })
  slug!: string;

  @Column({ type: 'varchar' })
  name!: string;

  /** In the language of /search, as it was written. */
  @Column({ type: 'text' })
  query!: string;

  /** Who saved it, and why. */
  @Column({ type: 'text', nullable: true })
  note!: string | null;

  @Column({ name: 'is_watched', type: 'integer' })
  isWatched!: number;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt!: Date;

  /** Stored messages at this place and later ones have been looked through since the search changed; null where all have. */
  @Index('saved_search_rematch', { where: 'rematch_before_place IS NOT NULL' })
  @Column({ name: 'rematch_before_place', type: 'bigint', nullable: true })
  rematchBeforePlace!: number | null;

  /** What its matches depend on besides the messages, as it was when they were looked through; null before that. */
  @Column({ name: 'matched_under', type: 'text', nullable: true })
  matchedUnder!: string | null;
}

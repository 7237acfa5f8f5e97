import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { InstantColumn, JsonColumn } from '../database/columns.js';
import type { ListReading } from './list-reading.js';

/** shown: somebody looks at what it would bring. importing: it is being brought in. imported: all of it is in. */
export type FeedListState = 'shown' | 'importing' | 'imported';

/** A list of feeds that somebody uploaded: kept for as long as it takes to look at it and to bring it in. */
@Entity('feed_list')
@Index('feed_list_state', ['state', 'createdAt'])
export class FeedListEntity {
  /** Drawn at random: its place in addresses. */
  @PrimaryColumn({ type: 'varchar' })
  id!: string;

  /** Of the file. */
  @Column({ type: 'varchar' })
  name!: string;

  @Column({ type: 'varchar' })
  state!: FeedListState;

  /** The feeds as they were shown: JSON, compressed, in base64. Empty when all of them are in. */
  @Column({ type: 'text' })
  content!: string;

  @JsonColumn()
  reading!: ListReading;

  /** How many of its feeds have been looked at, and how many of those were new. */
  @Column({ type: 'integer', default: 0 })
  position!: number;

  @Column({ type: 'integer', default: 0 })
  added!: number;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;
}

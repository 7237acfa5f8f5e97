import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn, JsonColumn } from '../database/columns.js';
import type { Alias, Handle } from './watched.js';

/** A body or a person that is watched. */
@Entity('entity')
export class EntityEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Index('entity_slug', { unique: true })
  @Column({ type: 'varchar' })
  slug!: string;

  @Column({ type: 'varchar' })
  name!: string;

  @Column({ type: 'varchar', nullable: true })
  kind!: string | null;

  /** Days, `YYYY-MM-DD`, both included: posts of others days do not mention it. */
  @Column({ name: 'valid_from', type: 'varchar', nullable: true })
  from!: string | null;

  @Column({ name: 'valid_until', type: 'varchar', nullable: true })
  until!: string | null;

  @JsonColumn({ default: '[]' })
  aliases!: Alias[];

  @JsonColumn({ default: '[]' })
  handles!: Handle[];

  @JsonColumn({ default: '[]' })
  hashtags!: string[];

  @JsonColumn({ default: '[]' })
  urls!: string[];

  @JsonColumn({ default: '[]' })
  excluding!: string[];

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt!: Date;

  /** Posts up to this id have been looked through since the entity changed; null where all have. */
  @Index('entity_rematch', { where: 'rematch_after_id IS NOT NULL' })
  @Column({ name: 'rematch_after_id', type: 'integer', nullable: true })
  rematchAfterId!: number | null;

  /** The newest post of that time: later ones know the change from their arrival. */
  @Column({ name: 'rematch_until_id', type: 'integer', nullable: true })
  rematchUntilId!: number | null;
}

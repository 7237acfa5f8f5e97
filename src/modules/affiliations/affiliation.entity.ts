import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import { type Affiliation, SourceEntity } from '../sources/source.entity.js';

/** Whose voice a source is, or one author of it, during a time, and how that is known. Where none is in force, `source.affiliation` is. */
@Entity('affiliation')
@Index('affiliation_voice', ['sourceId', 'authorKey'])
export class AffiliationEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @ManyToOne(() => SourceEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'source_id', foreignKeyConstraintName: 'affiliation_of_source' })
  source?: SourceEntity;

  /** The author's name as `authorKeyOf` folds it; null for the source as a whole. */
  @Column({ name: 'author_key', type: 'varchar', nullable: true })
  authorKey!: string | null;

  /** The same as it was typed. */
  @Column({ name: 'author_name', type: 'varchar', nullable: true })
  authorName!: string | null;

  @Column({ type: 'varchar' })
  affiliation!: Affiliation;

  /** The first instant at which it holds; null for ever before. */
  @InstantColumn({ name: 'from_at', nullable: true })
  fromAt!: Date | null;

  /** The first instant at which it no longer holds; null for ever after. */
  @InstantColumn({ name: 'until_at', nullable: true })
  untilAt!: Date | null;

  /** Where one can see for oneself. */
  @Column({ name: 'evidence_url', type: 'text', nullable: true })
  evidenceUrl!: string | null;

  @Column({ type: 'text', nullable: true })
  note!: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;
}

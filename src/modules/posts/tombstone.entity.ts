import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { SourceEntity } from '../sources/source.entity.js';

/** A name of a post that was purged: see `tombstones.ts`. */
@Entity('tombstone', { withoutRowid: true })
export class TombstoneEntity {
  /** A hash of it: nothing of what was purged is left in here. */
  @PrimaryColumn({ type: 'varchar' })
  key!: string;

  @Index('tombstone_source')
  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @ManyToOne(() => SourceEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'source_id', foreignKeyConstraintName: 'tombstone_of_source' })
  source?: SourceEntity;
}

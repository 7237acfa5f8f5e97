import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { SourceEntity } from './source.entity.js';

/** How many followed a source on a day on which its platform said so. */
@Entity('audience')
export class AudienceEntity {
  @PrimaryColumn({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @ManyToOne(() => SourceEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'source_id', foreignKeyConstraintName: 'audience_of_source' })
  source?: SourceEntity;

  /** Days since 1970 in UTC. */
  @PrimaryColumn({ type: 'integer' })
  day!: number;

  @Column({ type: 'bigint' })
  followers!: number;
}

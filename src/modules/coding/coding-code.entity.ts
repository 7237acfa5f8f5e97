import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { CodeEntity } from './code.entity.js';
import { CodingEntity } from './coding.entity.js';

/** A code that was given in one judgement. */
@Entity('coding_code')
@Index('coding_code_of_code', ['codeId', 'codingId'])
export class CodingCodeEntity {
  @PrimaryColumn({ name: 'coding_id', type: 'integer' })
  codingId!: number;

  @ManyToOne(() => CodingEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'coding_id', foreignKeyConstraintName: 'coding_code_of_coding' })
  coding?: CodingEntity;

  @PrimaryColumn({ name: 'code_id', type: 'integer' })
  codeId!: number;

  @ManyToOne(() => CodeEntity, { onDelete: 'RESTRICT', nullable: false })
  @JoinColumn({ name: 'code_id', foreignKeyConstraintName: 'coding_code_given' })
  code?: CodeEntity;
}

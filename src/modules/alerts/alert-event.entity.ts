import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import { AlertRuleEntity } from './alert-rule.entity.js';

/** Something that happened, of which an alert tells. */
@Entity('alert_event')
@Index('alert_event_key', ['ruleId', 'key'], { unique: true })
@Index('alert_event_noted', ['ruleId', 'notedAt'])
export class AlertEventEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'rule_id', type: 'integer' })
  ruleId!: number;

  @ManyToOne(() => AlertRuleEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'rule_id', foreignKeyConstraintName: 'alert_event_of_rule' })
  rule?: AlertRuleEntity;

  /** What happened, as a name: found again, it is the same. */
  @Column({ type: 'varchar' })
  key!: string;

  /** The message of which it tells. It may have been deleted since. */
  @Column({ name: 'post_id', type: 'integer', nullable: true })
  postId!: number | null;

  @Column({ type: 'text' })
  title!: string;

  /** Why it is told. */
  @Column({ type: 'text' })
  sentence!: string;

  /** What the message said. Not shown once its publisher has removed it. */
  @Column({ type: 'text', nullable: true })
  quote!: string | null;

  /** From the root. */
  @Column({ type: 'varchar' })
  href!: string;

  @InstantColumn({ name: 'happened_at' })
  happenedAt!: Date;

  @InstantColumn({ name: 'noted_at' })
  notedAt!: Date;
}

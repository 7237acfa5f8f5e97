import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import { AlertRuleEntity } from './alert-rule.entity.js';

export const CHANNEL_KINDS = ['mail', 'webhook', 'chat'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** waiting: who reads that address has not said yes. active: is told. off: is told nothing any more, for the reason that stands beside it. */
export type ChannelState = 'waiting' | 'active' | 'off';

/** A place where an alert is told. */
@Entity('alert_channel')
@Index('alert_channel_target', ['ruleId', 'kind', 'targetKey'], { unique: true })
export class AlertChannelEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'rule_id', type: 'integer' })
  ruleId!: number;

  @ManyToOne(() => AlertRuleEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'rule_id', foreignKeyConstraintName: 'alert_channel_of_rule' })
  rule?: AlertRuleEntity;

  @Column({ type: 'varchar' })
  kind!: ChannelKind;

  /** What may be shown of the target: an address of mail; of the web the host alone, because the rest is often a key. */
  @Column({ type: 'varchar' })
  label!: string;

  /** Tells two targets apart and gives none away. */
  @Column({ name: 'target_key', type: 'varchar' })
  targetKey!: string;

  /** Under which name target and secret are sealed. */
  @Column({ name: 'seal_name', type: 'varchar' })
  sealName!: string;

  /** Sealed. */
  @Column({ type: 'text' })
  target!: string;

  /** Sealed; by it a webhook is signed. */
  @Column({ type: 'text', nullable: true })
  secret!: string | null;

  @Column({ type: 'varchar' })
  state!: ChannelState;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** Mails that the server of the address refused for good since it was last switched on, in a row or not. */
  @Column({ type: 'integer', default: 0 })
  failures!: number;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;
}

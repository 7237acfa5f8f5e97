import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn, JsonColumn } from '../database/columns.js';
import type { AlertKind, Subject } from './subject.js';

/** What somebody wants to be told of, and how much of it at once. */
@Entity('alert_rule')
export class AlertRuleEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  /** Its place in addresses: `/alerts/:slug`. */
  @Index('alert_rule_slug', { unique: true })
  @Column({ type: 'varchar' })
  slug!: string;

  @Column({ type: 'varchar' })
  name!: string;

  @Column({ type: 'varchar' })
  kind!: AlertKind;

  @JsonColumn()
  about!: Subject;

  /** `22:00` and `07:00` in the digest's zone: between them nothing goes out. Null where it always may. */
  @Column({ name: 'quiet_from', type: 'varchar', nullable: true })
  quietFrom!: string | null;

  @Column({ name: 'quiet_until', type: 'varchar', nullable: true })
  quietUntil!: string | null;

  /** What happens within so many minutes is told together. */
  @Column({ name: 'group_minutes', type: 'integer' })
  groupMinutes!: number;

  /** So many deliveries to one place within an hour. */
  @Column({ name: 'hourly_limit', type: 'integer' })
  hourlyLimit!: number;

  @Column({ name: 'is_paused', type: 'integer', default: 0 })
  isPaused!: number;

  /** What happened before it was made, or resumed, is not told. */
  @InstantColumn({ name: 'since_at' })
  sinceAt!: Date;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;
}

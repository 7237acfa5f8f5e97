import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn, JsonColumn } from '../database/columns.js';

export const MEANS = ['session', 'token', 'machine', 'command'] as const;
export type Means = (typeof MEANS)[number];

/** Something that somebody changed, or tried to. It outlives the account, so it names it. */
@Entity('audit_entry')
export class AuditEntryEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Index('audit_entry_at')
  @InstantColumn()
  at!: Date;

  @Index('audit_entry_actor')
  @Column({ name: 'account_id', type: 'integer', nullable: true })
  accountId!: number | null;

  /** The account's name then, or `the command line`. */
  @Column({ type: 'varchar' })
  actor!: string;

  @Column({ type: 'varchar' })
  means!: Means;

  /** `POST /watches/:slug/remove`, or `users add`. */
  @Column({ type: 'varchar' })
  action!: string;

  /** The address that was asked, without its query; empty for a command. */
  @Column({ type: 'varchar' })
  target!: string;

  /** What was sent along, without secrets. */
  @JsonColumn()
  fields!: Record<string, unknown>;

  /** The status of the answer, and what stands for it after a command; null where the process ended before it was known. */
  @Column({ type: 'integer', nullable: true })
  status!: number | null;
}

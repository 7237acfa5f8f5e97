import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn, JsonColumn } from '../database/columns.js';

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

  /** The account's name then, or `command line`. */
  @Column({ type: 'varchar' })
  actor!: string;

  /** session, token, machine or command. */
  @Column({ type: 'varchar' })
  means!: string;

  /** `POST /watches/:slug/remove`, or `users add`. */
  @Column({ type: 'varchar' })
  action!: string;

  /** The address that was asked, without its query. */
  @Column({ type: 'varchar' })
  target!: string;

  /** What was sent along, without secrets. */
  @JsonColumn()
  fields!: Record<string, unknown>;

  /** The status of the answer; null where the process ended before it was known. */
  @Column({ type: 'integer', nullable: true })
  status!: number | null;
}

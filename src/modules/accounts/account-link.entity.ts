import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import type { Role } from '../pages/access.js';
import { AccountEntity } from './account.entity.js';

/** setup: makes the first admin. invitation: makes an account. reset: sets a new password. */
export type LinkPurpose = 'setup' | 'invitation' | 'reset';

/** A link that works once. What it says is signed, not stored: see `AccountLinks`. */
@Entity('account_link')
export class AccountLinkEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar' })
  purpose!: LinkPurpose;

  /** Whose password is set; null for what makes an account. */
  @Column({ name: 'account_id', type: 'integer', nullable: true })
  accountId!: number | null;

  @ManyToOne(() => AccountEntity, { onDelete: 'CASCADE', nullable: true })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'account_link_of_account' })
  account?: AccountEntity;

  /** What an invited account may do. */
  @Column({ type: 'varchar', nullable: true })
  role!: Role | null;

  /** Where it is sent by mail; null where somebody hands it on. */
  @Column({ type: 'varchar', nullable: true })
  address!: string | null;

  /** Who made it. */
  @Column({ name: 'made_by', type: 'varchar' })
  madeBy!: string;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @InstantColumn({ name: 'ends_at' })
  endsAt!: Date;

  @InstantColumn({ name: 'used_at', nullable: true })
  usedAt!: Date | null;

  /** When the mail is to be tried next; null where none is to be sent. */
  @Index('account_link_due')
  @InstantColumn({ name: 'mail_at', nullable: true })
  mailAt!: Date | null;

  @Column({ name: 'mail_attempts', type: 'integer', default: 0 })
  mailAttempts!: number;

  /** What the mail server said last. */
  @Column({ name: 'mail_answer', type: 'text', nullable: true })
  mailAnswer!: string | null;
}

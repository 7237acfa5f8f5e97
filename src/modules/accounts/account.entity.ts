import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn, JsonColumn } from '../database/columns.js';
import type { Role } from '../pages/access.js';

/** active: may sign in. disabled: an admin has closed it; what it did stays under its name. */
export type AccountState = 'active' | 'disabled';

/** Somebody who signs in. */
@Entity('account')
export class AccountEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  /** As others see it beside what this account does. */
  @Column({ type: 'varchar' })
  name!: string;

  /** The mail address, as it was typed. */
  @Column({ type: 'varchar' })
  address!: string;

  /** The same, folded: what one signs in with. */
  @Index('account_address', { unique: true })
  @Column({ name: 'address_key', type: 'varchar' })
  addressKey!: string;

  @Column({ type: 'varchar' })
  role!: Role;

  @Column({ type: 'varchar' })
  state!: AccountState;

  /** Argon2id; null for who signs in elsewhere. */
  @Column({ name: 'password_hash', type: 'text', nullable: true })
  passwordHash!: string | null;

  /** Sealed; null without a second factor. */
  @Column({ name: 'totp_secret', type: 'text', nullable: true })
  totpSecret!: string | null;

  /** The period whose code was used last: no code is taken twice. */
  @Column({ name: 'totp_period', type: 'integer', nullable: true })
  totpPeriod!: number | null;

  /** Hashes of codes that stand in for the second factor once each. */
  @JsonColumn({ name: 'recovery_hashes', default: '[]' })
  recoveryHashes!: string[];

  /** Who this is to the OpenID provider: its address and the subject. */
  @Index('account_identity', { unique: true })
  @Column({ type: 'varchar', nullable: true })
  identity!: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @InstantColumn({ name: 'signed_in_at', nullable: true })
  signedInAt!: Date | null;
}

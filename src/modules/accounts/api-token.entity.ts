import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import type { Role } from '../pages/access.js';
import { AccountEntity } from './account.entity.js';

/** What lets a program act for an account. It is shown once, and only its hash is kept. */
@Entity('api_token')
export class ApiTokenEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Index('api_token_of_account_index')
  @Column({ name: 'account_id', type: 'integer' })
  accountId!: number;

  @ManyToOne(() => AccountEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'api_token_of_account' })
  account?: AccountEntity;

  /** What it is for, in the words of who made it. */
  @Column({ type: 'varchar' })
  name!: string;

  /** It may do what such a role may, and never more than its account. */
  @Column({ type: 'varchar' })
  scope!: Role;

  @Index('api_token_hash', { unique: true })
  @Column({ name: 'token_hash', type: 'varchar' })
  tokenHash!: string;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @InstantColumn({ name: 'ends_at', nullable: true })
  endsAt!: Date | null;

  /** To the hour. */
  @InstantColumn({ name: 'used_at', nullable: true })
  usedAt!: Date | null;

  @InstantColumn({ name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}

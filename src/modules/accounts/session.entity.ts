import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import { AccountEntity } from './account.entity.js';

/** A browser that is signed in, or about to be. */
@Entity('session')
export class SessionEntity {
  /** SHA-256 of what the cookie holds: who reads the table cannot sign in with it. */
  @PrimaryColumn({ name: 'key_hash', type: 'varchar' })
  keyHash!: string;

  @Index('session_of_account_index')
  @Column({ name: 'account_id', type: 'integer', nullable: true })
  accountId!: number | null;

  @ManyToOne(() => AccountEntity, { onDelete: 'CASCADE', nullable: true })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'session_of_account' })
  account?: AccountEntity;

  /** What the session holds, as JSON. */
  @Column({ type: 'text' })
  data!: string;

  /** The browser, as it names itself. */
  @Column({ type: 'varchar' })
  browser!: string;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @Index('session_ends')
  @InstantColumn({ name: 'ends_at' })
  endsAt!: Date;
}

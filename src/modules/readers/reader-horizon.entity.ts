import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { AccountEntity } from '../accounts/account.entity.js';

/** How far somebody has read a stream: a million messages are marked as read by one row. */
@Entity('reader_horizon', { withoutRowid: true })
export class ReaderHorizonEntity {
  @PrimaryColumn({ name: 'account_id', type: 'integer' })
  accountId!: number;

  @ManyToOne(() => AccountEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'reader_horizon_of_account' })
  account?: AccountEntity;

  /** `all`, or the kind of the stream. */
  @PrimaryColumn({ type: 'varchar' })
  kind!: string;

  /** The source, entity, saved search or thread; 0 for what there is only one of. */
  @PrimaryColumn({ type: 'integer' })
  owner!: number;

  /** The newest message that counts as read. */
  @Column({ name: 'through_id', type: 'integer' })
  throughId!: number;
}

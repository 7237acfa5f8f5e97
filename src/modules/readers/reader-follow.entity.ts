import { Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { AccountEntity } from '../accounts/account.entity.js';
import { InstantColumn } from '../database/columns.js';

/** A stream that somebody has subscribed to besides what everybody has: an entity, a watch or a thread. */
@Entity('reader_follow')
export class ReaderFollowEntity {
  @PrimaryColumn({ name: 'account_id', type: 'integer' })
  accountId!: number;

  @ManyToOne(() => AccountEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'reader_follow_of_account' })
  account?: AccountEntity;

  @PrimaryColumn({ type: 'varchar' })
  kind!: 'entity' | 'watch' | 'thread';

  @PrimaryColumn({ type: 'integer' })
  owner!: number;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;
}

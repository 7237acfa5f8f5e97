import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { AccountEntity } from '../accounts/account.entity.js';

/** What somebody said of one item, in a reader of feeds. */
@Entity('reader_state', { withoutRowid: true })
@Index('reader_state_starred', ['accountId', 'postId'], { where: 'is_starred = 1' })
@Index('reader_state_unread', ['accountId', 'postId'], { where: 'is_read = 0' })
export class ReaderStateEntity {
  @PrimaryColumn({ name: 'account_id', type: 'integer' })
  accountId!: number;

  @ManyToOne(() => AccountEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'reader_state_of_account' })
  account?: AccountEntity;

  /** The item (`item-id.ts`). An edition stands at a message that may go with its source, so that these are no keys of posts. */
  @PrimaryColumn({ name: 'post_id', type: 'integer' })
  postId!: number;

  @PrimaryColumn({ name: 'item_rank', type: 'integer' })
  itemRank!: number;

  /** 1, 0 for what was marked as unread, null where that follows from how far its stream was read. */
  @Column({ name: 'is_read', type: 'integer', nullable: true })
  isRead!: number | null;

  @Column({ name: 'is_starred', type: 'integer', default: 0 })
  isStarred!: number;
}

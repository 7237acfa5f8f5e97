import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';
import { SubscriberEntity } from './subscriber.entity.js';

/** confirmation: asks whether it was really them. reminder: for who subscribes a second time: the way to their settings. */
export type MailKind = 'edition' | 'confirmation' | 'reminder';

/**
 * waiting: to be sent. leased: a process is at it. handed-over: the server has it, and has not answered yet.
 * sent: the server took it. skipped: there was nothing in it for them. refused: the server does not want it. expired: it could not be delivered in time.
 * delayed: taken, and the server wrote that it is still trying. bounced: taken, and it came back.
 * perhaps: the process died between handing it over and hearing the answer, so it probably arrived. dropped: they no longer get mail.
 */
export type MailState =
  'waiting' | 'leased' | 'handed-over' | 'sent' | 'delayed' | 'bounced' | 'skipped' | 'refused' | 'expired' | 'perhaps' | 'dropped';

/** One mail to one subscriber: whatever becomes of it, there is never a second one of the same. */
@Entity('outgoing_mail')
@Index('outgoing_mail_identity', ['subscriberId', 'kind', 'about'], { unique: true })
@Index('outgoing_mail_due', ['state', 'nextAt'])
export class OutgoingMailEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'subscriber_id', type: 'integer' })
  subscriberId!: number;

  @ManyToOne(() => SubscriberEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'subscriber_id', foreignKeyConstraintName: 'outgoing_mail_of_subscriber' })
  subscriber?: SubscriberEntity;

  @Column({ type: 'varchar' })
  kind!: MailKind;

  /** The key of the edition; for other mails the instant at which they were asked for. */
  @Column({ type: 'varchar' })
  about!: string;

  /** Without its angle brackets; nobody can guess it (`MessageIds`). The same at every try, so that a program which gets it twice can tell. */
  @Column({ name: 'message_id', type: 'varchar' })
  messageId!: string;

  @Column({ type: 'varchar' })
  state!: MailState;

  /** Tries begun. Who has leased a mail owns this number: another process that found the lease lapsed has the next. */
  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  /** When it is tried, or when its lease lapses; null when it is settled. */
  @InstantColumn({ name: 'next_at', nullable: true })
  nextAt!: Date | null;

  /** What the server said last, or what else came of it. */
  @Column({ type: 'text', nullable: true })
  answer!: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @InstantColumn({ name: 'settled_at', nullable: true })
  settledAt!: Date | null;
}

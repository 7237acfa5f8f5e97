import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { MailState } from './outgoing-mail.entity.js';
import type { SubscriberState } from './subscriber.entity.js';

const FAILURES_SHOWN = 10;

/** A mail that did not simply arrive. */
export interface TroubleRow {
  address: string;
  kind: string;
  about: string;
  messageId: string;
  state: MailState;
  attempts: number;
  nextAt: number | null;
  answer: string | null;
}

export interface OutboxRows {
  mails: { state: MailState; count: number; oldestAt: number }[];
  subscribers: { state: SubscriberState; count: number }[];
  /** The newest that failed, or are tried again. */
  troubles: TroubleRow[];
}

/** How the outbox stands. */
@Injectable()
export class OutboxQuery {
  constructor(private readonly database: Database) {}

  async read(): Promise<OutboxRows> {
    const { manager } = this.database;
    return {
      mails: await manager.sql<OutboxRows['mails']>`
        SELECT state, COUNT(*) AS count, MIN(created_at) AS "oldestAt" FROM outgoing_mail GROUP BY state ORDER BY state`,
      subscribers: await manager.sql<OutboxRows['subscribers']>`
        SELECT state, COUNT(*) AS count FROM subscriber GROUP BY state ORDER BY state`,
      troubles: await manager.sql<TroubleRow[]>`
        SELECT s.address, m.kind, m.about, m.message_id AS "messageId", m.state, m.attempts, m.next_at AS "nextAt", m.answer
          FROM outgoing_mail m JOIN subscriber s ON s.id = m.subscriber_id
         WHERE m.state IN ('refused', 'bounced', 'delayed', 'expired', 'perhaps') OR (m.state = 'waiting' AND m.attempts > 0)
         ORDER BY m.id DESC LIMIT ${FAILURES_SHOWN}`,
    };
  }
}

import { Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { type Fate, mildestFor, type Notice } from './bounce.js';
import { MessageIds, type NamedKind, type NamedMail } from './message-ids.js';
import { type MailState, OutgoingMailEntity } from './outgoing-mail.entity.js';
import { countRefusal } from './refusals.js';

/** The mail that a notice is about. */
interface Told {
  messageId: string;
  address: string;
  about: string;
  answer: string;
}

/**
 * What came of a notice. foreign: we gave none of the names in it. test: of a mail of `mail test`. forgotten: ours, and its row is gone.
 * known: we knew already that it did not arrive. bounced: noted; `isCounted` against the address, `isOff`: which was the last time.
 */
export type Outcome =
  | { kind: 'foreign' | 'test' | 'forgotten' }
  | ({ kind: 'known' | 'delivered' | 'delayed' } & Told)
  | ({ kind: 'bounced'; isCounted: boolean; isOff: boolean } & Told);

/** What a notice makes of a mail, whoever keeps it. */
export interface Fated {
  state: 'bounced' | 'delayed' | 'sent';
  answer: string;
  nextAt?: null;
  settledAt?: Date;
}

/** A mail that was found by its name. */
export interface NotedMail {
  address: string;
  /** Which mail it is, in a word or two. */
  about: string;
  /** Writes down what became of it; false where it is in none of these states. */
  change: (states: NewsState[], change: Fated) => Promise<boolean>;
  /** Counts against the address that it came back; true where that was the last time. */
  count: (answer: string, now: Date) => Promise<boolean>;
}

/** Finds a mail within a write. Null where it is forgotten. */
export type FindMail = (manager: EntityManager, messageId: string, named: NamedMail) => Promise<NotedMail | null>;

/** States in which a notice of each kind is news. A mail that waits may have been kept by a server that gave no answer. */
const NEWS = {
  failed: ['waiting', 'leased', 'handed-over', 'sent', 'delayed', 'perhaps', 'expired'],
  delayed: ['sent', 'perhaps'],
  delivered: ['delayed', 'perhaps'],
} as const satisfies Record<Fate, MailState[]>;
type NewsState = (typeof NEWS)[Fate][number];

/** Notices about mails that a server took and could not deliver. Only who has had a mail of ours can write one, for they must know its name. */
@Injectable()
export class Bounces {
  private readonly finders = new Map<NamedKind, FindMail>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ids: MessageIds,
  ) {}

  /** For whoever keeps mails of another kind. */
  follow(kind: NamedKind, find: FindMail): void {
    this.finders.set(kind, find);
  }

  /** The same notice twice changes nothing. */
  async note({ messageIds, recipients }: Notice): Promise<Outcome> {
    const messageId = messageIds.find((id) => this.ids.read(id));
    const named = messageId === undefined ? null : this.ids.read(messageId);
    if (messageId === undefined || !named) return { kind: 'foreign' };
    if (named.kind === 'test') return { kind: 'test' };
    const find = this.finders.get(named.kind) ?? ofSubscriber;
    return this.database.write(async (manager): Promise<Outcome> => {
      const mail = await find(manager, messageId, named);
      const recipient = mail && mildestFor(recipients, mail.address);
      if (!mail || !recipient) return { kind: 'forgotten' };
      const { fate, isOfAddress, answer } = recipient;
      const told = { messageId, address: mail.address, about: mail.about, answer };
      const now = this.clock.now();
      const change = {
        failed: { state: 'bounced', answer: `It came back later: ${answer}`, nextAt: null, settledAt: now },
        delayed: { state: 'delayed', answer: `It is on its way still: ${answer}` },
        delivered: { state: 'sent', answer: `It was delivered: ${answer}` },
      } as const satisfies Record<Fate, Fated>;
      const isNews = await mail.change([...NEWS[fate]], change[fate]);
      if (fate !== 'failed') return { kind: fate, ...told };
      if (!isNews) return { kind: 'known', ...told };
      const isOff = isOfAddress && (await mail.count(answer, now));
      return { kind: 'bounced', isCounted: isOfAddress, isOff, ...told };
    });
  }
}

/** Editions, and what else subscribers are sent. */
async function ofSubscriber(manager: EntityManager, messageId: string, { recipientId }: NamedMail): Promise<NotedMail | null> {
  const where = { subscriberId: recipientId, messageId };
  const mail = await manager.findOne(OutgoingMailEntity, { where, relations: { subscriber: true } });
  if (!mail?.subscriber) return null;
  return {
    address: mail.subscriber.address,
    about: mail.about,
    change: async (states, change) => {
      const { affected } = await manager.update(OutgoingMailEntity, { id: mail.id, state: In<MailState>(states) }, change);
      return affected === 1;
    },
    count: (answer, now) => countRefusal(manager, mail, answer, now),
  };
}

import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { mildestFor, type Notice } from './bounce.js';
import { MessageIds } from './message-ids.js';
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

/** States in which a notice of each kind is news. A mail that waits may have been kept by a server that gave no answer. */
const NEWS: Record<'failed' | 'delayed' | 'delivered', MailState[]> = {
  failed: ['waiting', 'leased', 'handed-over', 'sent', 'delayed', 'perhaps', 'expired'],
  delayed: ['sent', 'perhaps'],
  delivered: ['delayed', 'perhaps'],
};

/** Notices about mails that a server took and could not deliver. Only who has had a mail of ours can write one, for they must know its name. */
@Injectable()
export class Bounces {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ids: MessageIds,
  ) {}

  /** The same notice twice changes nothing. */
  async note({ messageIds, recipients }: Notice): Promise<Outcome> {
    const messageId = messageIds.find((id) => this.ids.read(id));
    const read = messageId === undefined ? null : this.ids.read(messageId);
    if (messageId === undefined || !read) return { kind: 'foreign' };
    if (read.kind === 'test') return { kind: 'test' };
    const { subscriberId } = read;
    return this.database.write(async (manager): Promise<Outcome> => {
      const mail = await manager.findOne(OutgoingMailEntity, { where: { subscriberId, messageId }, relations: { subscriber: true } });
      const address = mail?.subscriber?.address;
      const recipient = address === undefined ? null : mildestFor(recipients, address);
      if (!mail || address === undefined || !recipient) return { kind: 'forgotten' };
      const { fate, isOfAddress, answer } = recipient;
      const told = { messageId, address, about: mail.about, answer };
      const now = this.clock.now();
      const change = {
        failed: { state: 'bounced', answer: `It came back later: ${answer}`, nextAt: null, settledAt: now },
        delayed: { state: 'delayed', answer: `It is on its way still: ${answer}` },
        delivered: { state: 'sent', answer: `It was delivered: ${answer}` },
      } as const;
      const { affected } = await manager.update(OutgoingMailEntity, { id: mail.id, state: In(NEWS[fate]) }, change[fate]);
      if (fate !== 'failed') return { kind: fate, ...told };
      if (affected !== 1) return { kind: 'known', ...told };
      const isOff = isOfAddress && (await countRefusal(manager, mail, answer, now));
      return { kind: 'bounced', isCounted: isOfAddress, isOff, ...told };
    });
  }
}

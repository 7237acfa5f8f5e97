import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Queue } from '../queue/queue.js';
import type { Delivery } from './delivery.js';
import { Letters } from './letters.js';
import { USUAL_LIMITS } from './limits.js';
import { MailLinks } from './mail-links.js';
import { type Leased, Outbox, TRIED_FOR_MS } from './outbox.js';
import { Postman } from './postman.js';

/** Sends what stands in the outbox. All of it is found there again. */
@Injectable()
export class Sender implements OnModuleInit {
  private readonly logger = new Logger('Mail');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly queue: Queue,
    private readonly outbox: Outbox,
    private readonly letters: Letters,
    private readonly links: MailLinks,
    private readonly postman: Postman,
  ) {}

  onModuleInit(): void {
    this.queue.handle('send-mail', USUAL_LIMITS.atOnce, (_payload, signal) => this.sendAll(signal));
  }

  /** Finds what is owed and what is due. Resolves when nothing is left that could be sent at present. */
  async tick(): Promise<void> {
    if (!this.config.mail) return;
    await this.outbox.settleLapsed();
    await this.outbox.fill();
    await Promise.all(Array.from({ length: USUAL_LIMITS.atOnce }, (_, line) => this.queue.add('send-mail', String(line), {})));
  }

  private async sendAll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const leased = await this.outbox.lease();
      if (!leased) return;
      const delivery = await this.send(leased, signal);
      if (!delivery) continue;
      await this.outbox.record(leased, delivery);
      if (delivery.kind === 'later')
        this.logger.warn(`${leased.mail.messageId} could not be sent, and will be tried again: ${delivery.answer}`);
      // What the server does to one it does to all: the others wait for the next heartbeat, with none of their tries spent.
      if (delivery.kind === 'later' && delivery.isServer) return;
    }
  }

  /** Null where the mail was settled without being sent. */
  private async send({ mail, subscriber }: Leased, signal: AbortSignal): Promise<Delivery | null> {
    if (mail.createdAt.getTime() + TRIED_FOR_MS <= this.clock.now().getTime())
      return this.settle(mail, 'expired', `It could not be delivered within three days. ${mail.answer ?? 'It was never tried.'}`);
    if (mail.kind !== 'confirmation' && subscriber.state !== 'active') return this.settle(mail, 'dropped', 'They get no mail any more.');
    const letter = await this.letters.write(mail, subscriber);
    if (!letter) return this.settle(mail, 'skipped', 'There was nothing in it for them.');
    return this.postman.deliver({
      to: subscriber.address,
      letter,
      messageId: mail.messageId,
      unsubscribeUrl: mail.kind === 'edition' ? this.links.url('unsubscribe', subscriber.id) : null,
      handOver: () => this.outbox.handOver(mail),
      signal,
    });
  }

  private async settle(mail: Leased['mail'], ...how: [state: 'skipped' | 'expired' | 'dropped', answer: string]): Promise<null> {
    await this.outbox.settle(mail, ...how);
    return null;
  }
}

import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { MessageIds } from '../mail/message-ids.js';
import { Postman } from '../mail/postman.js';
import { Queue } from '../queue/queue.js';
import { AlertLetters } from './alert-letters.js';
import { AlertLinks } from './alert-links.js';
import { AlertOutbox, type LeasedDelivery, TRIED_FOR_MS } from './alert-outbox.js';
import { Gatherer, mannersOf } from './gatherer.js';
import { HttpCourier } from './http-courier.js';
import type { Passing } from './passing.js';
import { quietUntil } from './quiet-hours.js';
import { Sealing } from './sealing.js';
import { Tellings } from './tellings.js';

/** Deliveries side by side: one that takes its time holds up no other place. */
const AT_ONCE = 4;
/** A quarter of an hour, as long as who wrote the key needs to bring it back. */
const SEALED_WAIT_MS = 15 * 60_000;

/** Tells what stands in the outbox. All of it is found there again. */
@Injectable()
export class AlertSender implements OnModuleInit {
  private readonly logger = new Logger('Alerts');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly queue: Queue,
    private readonly gatherer: Gatherer,
    private readonly outbox: AlertOutbox,
    private readonly tellings: Tellings,
    private readonly sealing: Sealing,
    private readonly letters: AlertLetters,
    private readonly links: AlertLinks,
    private readonly ids: MessageIds,
    private readonly postman: Postman,
    private readonly http: HttpCourier,
  ) {}

  onModuleInit(): void {
    this.queue.handle('send-alerts', AT_ONCE, (_payload, signal) => this.sendAll(signal));
  }

  /** Resolves when nothing is left that could be told at present. */
  async tick(): Promise<void> {
    await this.outbox.settleLapsed();
    await this.gatherer.gather();
    await Promise.all(Array.from({ length: AT_ONCE }, (_, line) => this.queue.add('send-alerts', String(line), {})));
  }

  private async sendAll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const leased = await this.outbox.lease(this.config.mail !== null);
      if (!leased) return;
      const passing = await this.send(leased, signal);
      if (!passing) continue;
      await this.outbox.record(leased, passing);
      if (passing.kind === 'later')
        this.logger.warn(`${leased.delivery.messageId} could not be told to ${leased.channel.label}, and will be again: ${passing.answer}`);
    }
  }

  /** Null where it was settled or put off without being tried. */
  private async send(leased: LeasedDelivery, signal: AbortSignal): Promise<Passing | null> {
    const { delivery, channel } = leased;
    const now = this.clock.now();
    if (delivery.createdAt.getTime() + TRIED_FOR_MS <= now.getTime())
      return this.settle(leased, 'expired', `It could not be told within three days. ${delivery.answer ?? 'It was never tried.'}`);
    if (channel.state === 'off') return this.settle(leased, 'dropped', `Nothing is told there any more. ${channel.reason ?? ''}`);
    const rule = channel.rule;
    if (!rule) throw new Error(`The channel ${channel.id} has no rule`);
    const quiet = delivery.kind === 'alert' ? mannersOf(rule).quiet : null;
    // What was to be told again falls into quiet hours, too.
    const until = quiet && quietUntil(quiet, now, this.config.timezone);
    if (until) {
      await this.outbox.postpone(delivery, until);
      return null;
    }
    const opened = this.sealing.open(channel);
    if (!opened.ok) return { kind: 'later', answer: opened.message, notBefore: new Date(now.getTime() + SEALED_WAIT_MS) };
    const telling = await this.tellings.of(delivery, rule);
    if (channel.kind === 'webhook') return this.http.webhook(opened.target, opened.secret ?? '', telling, signal);
    if (channel.kind === 'chat') return this.http.chat(opened.target, telling, signal);
    const stopUrl = this.links.url('stop', channel.id);
    const isAsking = delivery.kind === 'confirmation';
    const passing = await this.postman.deliver({
      to: opened.target,
      letter: isAsking ? this.letters.confirmation(this.links.url('confirm', channel.id)) : this.letters.alert(telling, stopUrl),
      messageId: this.ids.make('alert', delivery.id, channel.id),
      unsubscribeUrl: isAsking ? null : stopUrl,
      list: { id: 'alerts', name: 'Alerts of Hustings' },
      handOver: () => this.outbox.handOver(delivery),
      signal,
    });
    return passing.kind === 'later' ? { ...passing, notBefore: null } : passing;
  }

  private async settle({ delivery }: LeasedDelivery, ...how: [state: 'expired' | 'dropped', answer: string]): Promise<null> {
    await this.outbox.settle(delivery, ...how);
    return null;
  }
}

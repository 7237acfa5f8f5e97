import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
import { AccountLinkEntity } from '../accounts/account-link.entity.js';
import { AccountLinks } from '../accounts/account-links.js';
import { ROLE_WORDS } from '../accounts/role-words.js';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { Pages } from '../pages/handlebars.js';
import { Queue } from '../queue/queue.js';
import { inlined } from './message.js';
import { invitationNote, type NoteView, noteText, resetNote } from './note.view.js';
import { Postman } from './postman.js';

const LEASE_MS = 15 * 60_000;
/** After the first failure, the second, and so on; a reset is good for an hour, so it is tried soon. */
const WAITS_MS = [1, 5, 10, 20, 60, 240].map((minutes) => minutes * 60_000);

/**
 * Sends the links of accounts. Who dies between sending and noting it sends the link again: it works once all the same, so two of them do no harm,
 * and none would.
 */
@Injectable()
export class AccountLetters implements OnModuleInit {
  private readonly logger = new Logger('Mail');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly queue: Queue,
    private readonly pages: Pages,
    private readonly links: AccountLinks,
    private readonly postman: Postman,
  ) {}

  onModuleInit(): void {
    this.queue.handle('send-account-links', 1, (_payload, signal) => this.sendAll(signal));
  }

  async tick(): Promise<void> {
    if (this.config.mail && (await this.due())) await this.queue.add('send-account-links', 'all', {});
  }

  private async sendAll(signal: AbortSignal): Promise<void> {
    for (let link = await this.due(); link !== null && !signal.aborted; link = await this.due()) {
      if (!(await this.lease(link))) continue;
      const delivery = await this.send(link, signal);
      if (delivery.kind === 'stopped') return;
      const waitMs = WAITS_MS[Math.min(link.mailAttempts, WAITS_MS.length - 1)] ?? LEASE_MS;
      const mailAt = delivery.kind === 'later' ? new Date(this.clock.now().getTime() + waitMs) : null;
      if (delivery.kind !== 'taken') this.logger.warn(`A link could not be sent to ${link.address}: ${delivery.answer}`);
      await this.database.write((manager) => manager.update(AccountLinkEntity, link.id, { mailAt, mailAnswer: delivery.answer }));
    }
  }

  private due(): Promise<AccountLinkEntity | null> {
    const now = this.clock.now();
    return this.database.manager.findOne(AccountLinkEntity, {
      where: { mailAt: LessThanOrEqual(now), usedAt: IsNull(), endsAt: MoreThan(now) },
      order: { mailAt: 'ASC', id: 'ASC' },
      relations: { account: true },
    });
  }

  /** Of two processes that find it due, one has it. */
  private async lease({ id, mailAttempts }: AccountLinkEntity): Promise<boolean> {
    const mailAt = new Date(this.clock.now().getTime() + LEASE_MS);
    const { affected } = await this.database.write((manager) =>
      manager.update(AccountLinkEntity, { id, mailAttempts }, { mailAt, mailAttempts: mailAttempts + 1 }),
    );
    return affected === 1;
  }

  private send(link: AccountLinkEntity, signal: AbortSignal) {
    const note = this.noteOf(link);
    return this.postman.deliver({
      to: link.address ?? '',
      letter: { subject: note.subject, html: inlined(this.pages.render('mail-note', note)), text: noteText(note) },
      messageId: `${link.purpose}.${link.id}.${link.createdAt.getTime()}@${new URL(this.config.baseUrl).hostname}`,
      unsubscribeUrl: null,
      handOver: () => Promise.resolve(true),
      signal,
    });
  }

  private noteOf(link: AccountLinkEntity): NoteView {
    const url = this.links.url(link);
    return link.purpose === 'reset' ? resetNote(url) : invitationNote(url, link.madeBy, ROLE_WORDS[link.role ?? 'reader']);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { ReaderError } from './reader-error.js';
import { parseAddress, parseTarget, streamId, type StreamName } from './stream.js';
import { Subscriptions } from './subscriptions.js';

/** What an account may subscribe to by itself: what is stored already, in other cuts. What is polled is decided by admins. */
@Injectable()
export class Following {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** Out: the name of the stream. Throws `ReaderError`. */
  async change(accountId: number, action: string, text: string): Promise<string> {
    const name = this.nameOf(text);
    const found = name && (await this.subscriptions.find(name));
    if (action !== 'subscribe' && action !== 'unsubscribe') throw this.refusal();
    if (!found) throw name === null ? this.refusal() : new ReaderError(404, 'Nothing of this name is here to follow.');
    const isDone =
      action === 'subscribe' ? await this.subscriptions.follow(accountId, found) : await this.subscriptions.leave(accountId, found);
    if (!isDone)
      throw action === 'subscribe' ? new ReaderError(409, 'You follow as much as one account can. Leave something first.') : this.refusal();
    return streamId(found.name);
  }

  refusal(): ReaderError {
    const { baseUrl } = this.config;
    return new ReaderError(
      403,
      `Which feeds are read here, and how they are called, is for the admins. You can follow entities, threads and watches: add their address, such as ${baseUrl}/threads/1`,
    );
  }

  private nameOf(text: string): StreamName | null {
    const target = parseTarget(text);
    if (target === null) return parseAddress(text, this.config.baseUrl);
    return target.kind === 'all' || target.kind === 'starred' || target.kind === 'read' || target.kind === 'folder' ? null : target;
  }
}

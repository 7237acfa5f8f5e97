import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { SecretKey } from '../config/secret-key.js';
import type { MailKind } from './outgoing-mail.entity.js';

/** `test`: a mail of `mail test`, which has no row. `alert`: a mail of an alert, whose rows are kept there. */
export type NamedKind = MailKind | 'test' | 'alert';

/** What a name says. */
export interface NamedMail {
  kind: NamedKind;
  about: string;
  /** Who gets it: a subscriber, or the channel of an alert. */
  recipientId: number;
}

/** 96 bits: a name fits in a line, and nobody guesses it. */
const SIGNATURE_CHARACTERS = 16;

/** The names of our mails (RFC 5322, 3.6.4). Only who has got a mail knows its name, so a notice that gives it is about a mail that we sent. */
@Injectable()
export class MessageIds {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly secret: SecretKey,
  ) {}

  /**
   * Without angle brackets; the same for the same mail.
   * @param about the key of an edition, the milliseconds at which it was asked for, or the number of an alert's delivery
   */
  make(kind: NamedKind, about: string | number, recipientId: number): string {
    const said = `${kind}.${about}.${recipientId}`;
    return `${said}.${this.sign(said)}@${new URL(this.config.baseUrl).hostname}`;
  }

  /** Whose mail it is; null for a name that we did not give. */
  read(messageId: string): NamedMail | null {
    const pattern = /^((edition|confirmation|reminder|test|alert)\.([\w-]{1,20})\.(\d{1,9}))\.([\w-]{16})@/;
    const [, said = '', kind, about = '', recipientId, signature = ''] = pattern.exec(messageId) ?? [];
    if (kind === undefined || !timingSafeEqual(Buffer.from(signature), Buffer.from(this.sign(said)))) return null;
    return { kind: kind as NamedKind, about, recipientId: Number(recipientId) };
  }

  private sign(said: string): string {
    return createHmac('sha256', this.secret.derive('message-ids')).update(said).digest('base64url').slice(0, SIGNATURE_CHARACTERS);
  }
}

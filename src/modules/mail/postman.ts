import { Readable } from 'node:stream';
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { NodemailerError } from 'nodemailer/lib/errors';
import SMTPConnection, { type SMTPEnvelope } from 'nodemailer/lib/smtp-connection';
import { Clock } from '../clock/clock.js';
import type { Config, MailConfig } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { type Delivery, deliveryOf } from './delivery.js';
import { MAIL_LIMITS, type MailLimits, USUAL_LIMITS } from './limits.js';
import { type Letter, type MailingList, messageOf } from './message.js';

/** How a letter goes to the server, step by step. */
export interface Passage {
  to: string;
  letter: Letter;
  /** Without angle brackets. */
  messageId: string;
  unsubscribeUrl: string | null;
  /** What is unsubscribed from; else the digest. */
  list?: MailingList;
  /**
   * Asked when the server has all of the message but its end, without which it must not keep it (RFC 5321, 4.1.1.4). False takes it back.
   * Between this and the answer lies all that SMTP leaves unsure.
   */
  handOver: () => Promise<boolean>;
  signal: AbortSignal;
}

/** Brings letters to the mail server, each over a connection of its own. */
@Injectable()
export class Postman {
  private readonly limits: MailLimits;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    @Optional() @Inject(MAIL_LIMITS) limits: Partial<MailLimits> = {},
  ) {
    this.limits = { ...USUAL_LIMITS, ...limits };
  }

  /** Never throws for what a server does. What `handOver` throws comes through, and the message is taken back. */
  async deliver({ to, letter, messageId, unsubscribeUrl, list, handOver, signal }: Passage): Promise<Delivery> {
    const { mail, baseUrl } = this.config;
    if (!mail) throw new Error('No mail is sent without SMTP_URL');
    const { hostname: host } = new URL(baseUrl);
    const message = await messageOf(letter, { from: mail.from, to, messageId, unsubscribeUrl, list, host, date: this.clock.now() });
    if (signal.aborted) return { kind: 'stopped' };
    const { tryMs, answerMs, lastAnswerMs } = this.limits;
    const connection = new SMTPConnection({ ...optionsOf(mail), socketTimeout: tryMs + answerMs });
    const patience = new Patience(tryMs);
    let isHandedOver = false;
    const end = async () => {
      isHandedOver = await handOver();
      if (isHandedOver) patience.wait(signal.aborted ? lastAnswerMs : answerMs);
      return isHandedOver;
    };
    const stop = () => (isHandedOver ? patience.wait(lastAnswerMs) : patience.lose(new Interrupted()));
    signal.addEventListener('abort', stop);
    try {
      const envelope = { from: mail.from.address, to, size: message.length };
      const answer = await Promise.race([patience.lost, broken(connection), converse(connection, mail, envelope, untilEnd(message, end))]);
      return { kind: 'taken', answer };
    } catch (error) {
      if (!(error instanceof Interrupted)) return deliveryOf(error as NodemailerError, isHandedOver);
      if (error.cause) throw error.cause as Error;
      return { kind: 'stopped' };
    } finally {
      patience.end();
      signal.removeEventListener('abort', stop);
      connection.close();
    }
  }
}

/** We broke it off ourselves, for a cause or because the process stops. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Waits so long, or anew so long, and then no more. */
class Patience {
  readonly lost: Promise<never>;
  lose!: (error: Error) => void;
  private timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.lost = new Promise((_resolve, reject) => (this.lose = reject));
    this.wait(ms);
  }

  wait(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.lose(new Error('The server took too long')), ms);
  }

  end(): void {
    clearTimeout(this.timer);
  }
}

/** Within one machine nothing is encrypted: a mail server there has a certificate of its own making. A password goes over the net encrypted, or not at all. */
export function optionsOf({ host, port, secure, auth }: MailConfig) {
  const isHere = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host);
  return { host, port, secure, ignoreTLS: isHere, requireTLS: !isHere && auth !== null };
}

function broken(connection: SMTPConnection): Promise<never> {
  return new Promise((_resolve, reject) => {
    connection.on('error', reject);
    connection.on('end', () => reject(new Error('The server closed the connection')));
  });
}

/** From the greeting to the answer for the message. */
async function converse(connection: SMTPConnection, { auth }: MailConfig, envelope: SMTPEnvelope, message: Readable): Promise<string> {
  await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
  if (auth) await new Promise<void>((resolve, reject) => connection.login(auth, (error) => (error ? reject(error) : resolve())));
  return new Promise((resolve, reject) =>
    connection.send(envelope, message, (error, info) => (error ? reject(error) : resolve(info.response))),
  );
}

/** The message; what ends it follows only if `end` says so. */
function untilEnd(message: Buffer, end: () => Promise<boolean>): Readable {
  async function* parts() {
    yield message;
    const isEnd = await end().catch((cause: unknown) => Promise.reject(new Interrupted('', { cause })));
    if (!isEnd) throw new Interrupted();
  }
  return Readable.from(parts(), { objectMode: false });
}

import { Inject, Injectable, Optional } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Fetcher } from '../fetch/fetcher.js';
import type { SendOutcome } from '../fetch/outcome.js';
import { chatBody } from './chat.js';
import type { Passing } from './passing.js';
import type { Telling } from './telling.js';
import { signed, webhookBody } from './webhook.js';

export interface HttpLimits {
  /** From the first byte to the status of the answer: 15 to 30 seconds are usual, and whoever needs longer should answer first and work then. */
  tryMs: number;
  /** The same where the process wants to stop. */
  lastTryMs: number;
}

export const ALERT_HTTP_LIMITS = Symbol('ALERT_HTTP_LIMITS');
const USUAL: HttpLimits = { tryMs: 20_000, lastTryMs: 5_000 };

class TooLong extends Error {
  override readonly name = 'TooLong';
}

/** Brings what is told to addresses of the web. */
@Injectable()
export class HttpCourier {
  private readonly limits: HttpLimits;

  constructor(
    private readonly fetcher: Fetcher,
    private readonly clock: Clock,
    @Optional() @Inject(ALERT_HTTP_LIMITS) limits: Partial<HttpLimits> = {},
  ) {
    this.limits = { ...USUAL, ...limits };
  }

  webhook(url: string, secret: string, telling: Telling, signal: AbortSignal): Promise<Passing> {
    const body = webhookBody(telling);
    return this.post(url, body, signed(secret, telling.id, this.clock.now(), body), signal);
  }

  chat(url: string, telling: Telling, signal: AbortSignal): Promise<Passing> {
    return this.post(url, chatBody(telling), {}, signal);
  }

  /** A try that has begun is let to its end when the process stops, if that comes soon: who has it already would get it twice. */
  private async post(url: string, body: string, headers: Record<string, string>, stopping: AbortSignal): Promise<Passing> {
    if (stopping.aborted) return { kind: 'stopped' };
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(new TooLong()), this.limits.tryMs);
    let lastTimer: NodeJS.Timeout | undefined;
    const stop = () => (lastTimer = setTimeout(() => abort.abort(new TooLong()), this.limits.lastTryMs));
    stopping.addEventListener('abort', stop);
    try {
      return passingOf(await this.fetcher.post(url, { body, contentType: 'application/json', headers, signal: abort.signal }));
    } catch (error) {
      if (!(error instanceof TooLong)) throw error;
      if (stopping.aborted) return { kind: 'stopped' };
      return { kind: 'later', answer: `There was no answer within ${this.limits.tryMs / 1000} seconds.`, notBefore: null };
    } finally {
      clearTimeout(timer);
      clearTimeout(lastTimer);
      stopping.removeEventListener('abort', stop);
    }
  }
}

/** 2xx is taken, 410 ends it; all else may be better the next time (Standard Webhooks 1.0). The words are for whoever reads the log. */
function passingOf(outcome: SendOutcome): Passing {
  const status = 'status' in outcome ? outcome.status : null;
  switch (outcome.kind) {
    case 'taken':
      return { kind: 'taken', answer: `Taken, with ${outcome.status}.` };
    case 'gone':
      return { kind: 'gone', answer: 'The address answered 410: nothing is wanted there any more.' };
    case 'throttled':
      return { kind: 'later', answer: `Asked for patience, with ${outcome.status}.`, notBefore: outcome.retryAfterAt };
    case 'refused':
    case 'unreachable':
    case 'too-large':
      return { kind: 'later', answer: status === null ? outcome.message : statusSentence(status), notBefore: null };
  }
}

function statusSentence(status: number): string {
  if (status < 400)
    return `Answered ${status}, which leads to another address. What is told is taken to the address that was given and to no other: give the new one.`;
  if (status === 404) return 'Answered 404: there is nothing at this address. Check it, or make a new one there.';
  if (status === 401 || status === 403) return `Answered ${status}: we are not let in. The address may have been withdrawn.`;
  if (status < 500) return `Answered ${status}: it does not understand what it is told, or does not want it.`;
  return `Answered ${status}: it has a fault of its own.`;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, IsNull } from 'typeorm';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { SecretKey } from '../config/secret-key.js';
import { run, selectMany } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { Fetcher } from '../fetch/fetcher.js';
import type { SendOutcome } from '../fetch/outcome.js';
import { Queue } from '../queue/queue.js';
import { HubSubscriptionEntity } from '../sources/hub-subscription.entity.js';
import { whyNoHubs } from '../sources/hub-subscriptions.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** What we ask for. Ten days are what most hubs give in any case. */
const LEASE_SECONDS = 10 * 86_400;
export const LEASE_MS_MAX = 30 * DAY_MS;
/** Renewed after seven to nine tenths of the lease, by chance, so that ten thousand subscriptions of one day are not renewed within one minute. */
const RENEW_SHARE = { least: 0.7, spread: 0.2 };
/** A hub that gives a minute is not asked every minute. */
const RENEW_LEAST_MS = HOUR_MS;
/** After the first request that came to nothing; each further wait is four times as long. */
const RETRY_MS = 10 * MINUTE_MS;
const RETRY_MS_MAX = 7 * DAY_MS;
/** A hub that does not hear that we leave finds out by itself: what it delivers is refused. */
const LEAVE_ATTEMPTS_MAX = 3;
const CHALLENGE_LENGTH_MAX = 2_000;
const REASON_LENGTH_MAX = 200;
const HUBS_AT_ONCE = 4;

/** What a hub asks back, as it came. */
export interface Question {
  mode: unknown;
  topic: unknown;
  challenge: unknown;
  leaseSeconds: unknown;
  reason: unknown;
}

/**
 * Keeps our subscriptions as they should be (W3C WebSub §5): asks hubs, answers what they ask back, and renews. What is to be done stands in the table, with
 * the time for it, so that any process may do it; a request counts before it is made, for the hub may ask back before it answers.
 */
@Injectable()
export class Subscriptions implements OnModuleInit {
  private readonly isOn: boolean;

  constructor(
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly fetcher: Fetcher,
    private readonly clock: Clock,
    private readonly key: SecretKey,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.isOn = whyNoHubs(config) === null;
  }

  onModuleInit(): void {
    this.queue.handle('ask-hub', HUBS_AT_ONCE, ({ host }, signal) => this.askHost(host, signal));
  }

  /** Every hub that is to be asked becomes a job, unless it is one already. Resolves when they are done. */
  async tick(): Promise<void> {
    if (!this.isOn) return;
    const rows = await this.database.manager.sql<{ host: string }[]>`
      SELECT host, MIN(next_at) AS due FROM hub_subscription WHERE next_at <= ${this.clock.now().getTime()} GROUP BY host ORDER BY due`;
    await Promise.all(rows.map(({ host }) => this.queue.add('ask-hub', host, { host })));
  }

  /** Gives back what belongs to feeds that are not polled any more, and takes up again what belongs to those that are. */
  async settle(): Promise<void> {
    if (!this.isOn) return;
    const now = this.clock.now().getTime();
    const change = (state: string, of: string, isActive: boolean) => `UPDATE hub_subscription
      SET state = '${state}', attempts = 0, asked_at = NULL, next_at = ?
      WHERE is_named = 1 AND state IN (${of}) AND feed_id IN (SELECT id FROM feed WHERE state ${isActive ? '=' : '<>'} 'active')`;
    await this.database.write(async (manager) => {
      await run(manager, change('leaving', `'wanted', 'active', 'refused'`, false), [now]);
      await run(manager, change('wanted', `'leaving', 'resting'`, true), [now]);
    });
  }

  /** The one to which a hub delivers; null where there is none, or not any more. */
  async delivered(pathKey: string): Promise<HubSubscriptionEntity | null> {
    const row = await this.at(this.database.manager, pathKey);
    return row?.state === 'active' ? row : null;
  }

  /** Between the hub and us; never stored. */
  secretOf({ pathKey }: Pick<HubSubscriptionEntity, 'pathKey'>): string {
    return this.key.derive(`websub:${pathKey}`).toString('base64url');
  }

  /** Answers a hub that asks whether a request was ours (§5.3), or says no (§5.2). Null: it was not. */
  async answer(pathKey: string, question: Question): Promise<string | null> {
    return this.database.write(async (manager) => {
      const row = await this.at(manager, pathKey);
      if (row === null || question.topic !== row.topic) return null;
      return this.answerFor(manager, row, question, this.clock.now());
    });
  }

  private async answerFor(manager: EntityManager, row: HubSubscriptionEntity, question: Question, now: Date): Promise<string | null> {
    const { mode, challenge, leaseSeconds } = question;
    const isOurs = row.state !== 'leaving' && row.state !== 'resting';
    if (mode === 'denied' && isOurs) {
      await manager.update(HubSubscriptionEntity, row.id, denied(row, question.reason, now));
      return '';
    }
    if (typeof challenge !== 'string' || challenge === '' || challenge.length > CHALLENGE_LENGTH_MAX || row.askedAt === null) return null;
    if (mode === 'subscribe' && isOurs) {
      await manager.update(HubSubscriptionEntity, row.id, { ...lease(leaseSeconds, now), attempts: 0, askedAt: null, message: null });
      return challenge;
    }
    if (mode !== 'unsubscribe' || row.state !== 'leaving') return null;
    await end(manager, row);
    return challenge;
  }

  private async at(manager: EntityManager, pathKey: string): Promise<HubSubscriptionEntity | null> {
    const [row] = this.isOn ? await selectMany(manager, HubSubscriptionEntity, 'path_key = ?', [pathKey]) : [];
    return row ?? null;
  }

  private async askHost(host: string, signal: AbortSignal): Promise<void> {
    const condition = 'host = ? AND next_at <= ? ORDER BY next_at, id LIMIT 1';
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      const due = [host, this.clock.now().getTime()];
      const [row] = await selectMany(this.database.manager, HubSubscriptionEntity, condition, due);
      if (!row) return;
      if (!isFirst) await sleep(this.config.hostSpacingMs);
      await this.ask(row, signal);
    }
  }

  private async ask(row: HubSubscriptionEntity, signal: AbortSignal): Promise<void> {
    const { id, state, attempts, nextAt } = row;
    if (state === 'leaving' && attempts >= LEAVE_ATTEMPTS_MAX) return this.database.write((manager) => end(manager, row));
    const askedAt = this.clock.now();
    const waitMs = Math.min(RETRY_MS * 4 ** Math.min(attempts, 20), RETRY_MS_MAX) * (1 + Math.random() / 10);
    const claim = { attempts: attempts + 1, askedAt, nextAt: new Date(Math.ceil(askedAt.getTime() + waitMs)) };
    const { affected } = await this.database.write((manager) =>
      manager.update(HubSubscriptionEntity, { id, state, attempts, nextAt: nextAt ?? IsNull() }, claim),
    );
    if (affected !== 1) return;
    const outcome = await this.send(row, signal);
    await this.database.write((manager) => manager.update(HubSubscriptionEntity, { id, askedAt }, afterAsking(outcome, claim.nextAt)));
  }

  private send(row: HubSubscriptionEntity, signal: AbortSignal): Promise<SendOutcome> {
    const form = new URLSearchParams({
      'hub.callback': `${this.config.baseUrl}/websub/${row.pathKey}`,
      'hub.mode': row.state === 'leaving' ? 'unsubscribe' : 'subscribe',
      'hub.topic': row.topic,
    });
    if (row.state !== 'leaving') {
      form.set('hub.lease_seconds', String(LEASE_SECONDS));
      form.set('hub.secret', this.secretOf(row));
    }
    return this.fetcher.post(row.hub, { body: form.toString(), contentType: 'application/x-www-form-urlencoded', signal });
  }
}

/** Where the hub has asked back meanwhile, nothing of this is written. */
function afterAsking(outcome: SendOutcome, nextAt: Date): Partial<HubSubscriptionEntity> {
  if (outcome.kind === 'taken') return { message: 'It took the request, and has not asked back yet.' };
  const askedFor = outcome.kind === 'throttled' ? (outcome.retryAfterAt?.getTime() ?? 0) : 0;
  return { message: outcome.message, askedAt: null, nextAt: new Date(Math.max(nextAt.getTime(), askedFor)) };
}

function lease(seconds: unknown, now: Date): Partial<HubSubscriptionEntity> {
  const given = typeof seconds === 'string' && /^\d{1,12}$/.test(seconds) ? Number(seconds) : LEASE_SECONDS;
  const leaseMs = Math.min(given * 1000, LEASE_MS_MAX);
  const renewMs = Math.max(leaseMs * (RENEW_SHARE.least + RENEW_SHARE.spread * Math.random()), RENEW_LEAST_MS);
  return {
    state: 'active',
    verifiedAt: now,
    leaseUntil: new Date(now.getTime() + leaseMs),
    nextAt: new Date(now.getTime() + Math.floor(renewMs)),
  };
}

function denied({ host }: HubSubscriptionEntity, reason: unknown, now: Date): Partial<HubSubscriptionEntity> {
  const words = typeof reason === 'string' ? reason.trim().slice(0, REASON_LENGTH_MAX) : '';
  const message = words === '' ? `${host} said no, and gave no reason.` : `${host} said no: ${words}`;
  return { state: 'refused', askedAt: null, leaseUntil: null, nextAt: new Date(now.getTime() + RETRY_MS_MAX), message };
}

/** What the feed still names waits until it is polled again. */
async function end(manager: EntityManager, { id, isNamed }: HubSubscriptionEntity): Promise<void> {
  if (isNamed === 0) await manager.delete(HubSubscriptionEntity, id);
  else
    await manager.update(HubSubscriptionEntity, id, {
      state: 'resting',
      attempts: 0,
      askedAt: null,
      nextAt: null,
      leaseUntil: null,
      message: null,
    });
}

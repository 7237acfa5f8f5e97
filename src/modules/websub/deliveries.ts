import { Injectable, Logger } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { collect, decode } from '../fetch/body.js';
import { DEFAULT_FETCH_LIMITS } from '../fetch/fetcher.js';
import { linksOf } from '../fetch/links.js';
import { Metrics } from '../metrics/metrics.js';
import { PushedDocuments, type Taken } from '../polling/pushed-documents.js';
import type { HubSubscriptionEntity } from '../sources/hub-subscription.entity.js';
import { isSigned } from './signature.js';
import { Subscriptions } from './subscriptions.js';

/** As large as what we fetch ourselves. */
const BYTES_MAX = DEFAULT_FETCH_LIMITS.maxBytes;
/** Of one feed, within a minute. */
const EACH = { points: 60, duration: 60 };
/** Bodies that are read side by side: each may fill the memory that it is allowed. */
const AT_ONCE = 4;
const FULL_RETRY_SECONDS = 30;

/** unsigned: not by whoever knows the secret. other-topic: it says of itself that it is another feed. unreadable: packed in a way that nobody can unpack. */
type Outcome = Taken | 'unsigned' | 'other-topic' | 'unreadable';

interface Delivery {
  subscription: HubSubscriptionEntity;
  /** As it came: that is what was signed. */
  body: Buffer;
}

/** Takes in what hubs deliver (W3C WebSub §7). Anybody may knock, so each cost has a bound, and nothing is read of what nobody asked for. */
@Injectable()
export class Deliveries {
  private readonly logger = new Logger('WebSub');
  private readonly limiter = new RateLimiterMemory({ keyPrefix: 'websub', ...EACH });
  private readonly received = new WeakMap<Request, Delivery>();
  private reading = 0;

  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly documents: PushedDocuments,
    private readonly database: Database,
    private readonly metrics: Metrics,
  ) {}

  /** Reads a body byte by byte, before any other reader of bodies comes along, who would take JSON apart. */
  readonly handler = async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    if (request.method !== 'POST') return next();
    const subscription = await this.subscriptions.delivered(request.path.slice(1));
    if (subscription === null) return refuse(response, 410, 'Nothing is subscribed to here, or not any more.');
    const waitSeconds = await this.waitFor(subscription);
    if (waitSeconds > 0)
      return refuse(response, 429, 'That is more than is taken in a minute: what is left out is found by polling.', waitSeconds);
    if (Number(request.get('content-length') ?? 0) > BYTES_MAX) return refuse(response, 413, 'That is more than is taken of a feed.');
    if (this.reading >= AT_ONCE) return refuse(response, 503, 'Others are delivering: come again in a moment.', FULL_RETRY_SECONDS);
    this.reading += 1;
    // A request that is left half read has lost its connection, and leaves it open.
    const { socket } = request;
    try {
      // One that grows beyond the limit on its way is cut off.
      const body = await collect(request, BYTES_MAX);
      if (body === null) return void socket.destroy();
      this.received.set(request, { subscription, body });
    } catch {
      // Whoever sent it went away in the middle.
      return;
    } finally {
      this.reading -= 1;
    }
    // For the audit log, which has no use for what stands in it.
    request.body = { bytes: this.received.get(request)?.body.length };
    next();
  };

  /** What is not signed is passed over in silence (§7.1): whoever tries learns nothing. */
  async take(request: Request): Promise<void> {
    const delivery = this.received.get(request);
    if (delivery === undefined) return;
    const outcome = await this.read(request, delivery);
    this.metrics.countPush(outcome);
    if (outcome !== 'stored' && outcome !== 'nothing-new')
      this.logger.warn(`${delivery.subscription.host} delivered what was not taken (${outcome}): ${delivery.subscription.topic}`);
  }

  private async read(request: Request, { subscription, body }: Delivery): Promise<Outcome> {
    if (!isSigned(request.get('x-hub-signature'), body, this.subscriptions.secretOf(subscription))) {
      await this.database.write((manager) =>
        run(manager, 'UPDATE hub_subscription SET ignored = ignored + 1 WHERE id = ?', [subscription.id]),
      );
      return 'unsigned';
    }
    const { self } = linksOf(request.get('link'), subscription.topic);
    if (self.length > 0 && !self.includes(subscription.topic)) return 'other-topic';
    const decoded = await decode(body, request.get('content-encoding') ?? null, BYTES_MAX);
    if (decoded.kind !== 'decoded') return 'unreadable';
    return this.documents.take(subscription, { bytes: decoded.bytes, contentType: request.get('content-type') ?? null });
  }

  private async waitFor({ id }: HubSubscriptionEntity): Promise<number> {
    try {
      await this.limiter.consume(String(id));
      return 0;
    } catch (refusal) {
      if (refusal instanceof Error) throw refusal;
      return Math.max(1, Math.ceil((refusal as RateLimiterRes).msBeforeNext / 1000));
    }
  }
}

function refuse(response: Response, status: number, sentence: string, retrySeconds?: number): void {
  if (retrySeconds !== undefined) response.set('Retry-After', String(retrySeconds));
  // What was not read of the body is not read later either.
  response.status(status).set({ 'Cache-Control': 'no-store', Connection: 'close' }).type('text').send(`${sentence}\n`);
}

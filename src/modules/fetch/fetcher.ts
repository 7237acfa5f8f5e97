import { Inject, Injectable, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { Agent, type Dispatcher } from 'undici';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Stopping } from '../queue/stopping.js';
import { addressRefusal } from './address-guard.js';
import { ACCEPT_ENCODING, collect, decode } from './body.js';
import { hostOf, outcomeOfError, unreachable } from './failure.js';
import { guardedConnector } from './guarded-connector.js';
import { header, maxAgeSeconds } from './headers.js';
import type { FetchOutcome, Modified, NotTaken, SendOutcome } from './outcome.js';
import { outcomeOfStatus, tooLarge } from './status.js';
import { nextHop, urlRefusal } from './urls.js';
import { userAgent } from './user-agent.js';

export interface FetchLimits {
  connectTimeoutMs: number;
  headersTimeoutMs: number;
  /** Silence between two pieces of a body. */
  bodyTimeoutMs: number;
  /** One request from first to last, redirects included: what ends a body that drips. */
  totalTimeoutMs: number;
  maxBytes: number;
  redirects: number;
}

export const FETCH_LIMITS = Symbol('FETCH_LIMITS');

export const DEFAULT_FETCH_LIMITS: FetchLimits = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 20_000,
  bodyTimeoutMs: 15_000,
  totalTimeoutMs: 60_000,
  maxBytes: 10 * 1024 * 1024,
  redirects: 5,
};

const ACCEPT =
  'application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.7, */*;q=0.5';
/** One for the poller, who asks a host for one feed at a time, and one for a person who adds a feed meanwhile. */
const CONNECTIONS_PER_ORIGIN = 2;
const HEADER_BYTES_MAX = 64 * 1024;
/** An answer whose body we do not want is read to its end up to this size, to keep the connection; beyond, the connection goes. */
const DUMP_BYTES_MAX = 64 * 1024;

export interface FetchRequest {
  etag?: string | null;
  lastModified?: string | null;
  accept?: string;
  /** Goes to the host of the address alone: a redirect to another does not take it along. */
  authorization?: string;
  /** After decompression. */
  maxBytes?: number;
  signal?: AbortSignal;
}

/** What is handed over. */
export interface OutgoingMessage {
  body: string;
  contentType: string;
  /** Besides those of every request. */
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * The one HTTP client of the program. Whatever the web does is a `FetchOutcome`; only our own mistakes, the caller's abort, and that the program stops
 * (`Stopping`) are thrown.
 */
@Injectable()
export class Fetcher implements OnApplicationShutdown {
  private readonly agent: Agent;
  private readonly userAgent: string;
  private readonly limits: FetchLimits;
  private isStopping = false;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly clock: Clock,
    @Optional() @Inject(FETCH_LIMITS) limits: Partial<FetchLimits> = {},
  ) {
    this.limits = { ...DEFAULT_FETCH_LIMITS, ...limits };
    this.userAgent = userAgent(config.contact);
    this.agent = new Agent({
      connect: guardedConnector((address) => addressRefusal(address, config.allowAddresses), this.limits.connectTimeoutMs),
      headersTimeout: this.limits.headersTimeoutMs,
      bodyTimeout: this.limits.bodyTimeoutMs,
      maxHeaderSize: HEADER_BYTES_MAX,
      pipelining: 1,
      connections: CONNECTIONS_PER_ORIGIN,
    });
  }

  /** Asks for a document, conditionally where validators are given, and follows redirects. Rejects with the signal's reason when it aborts. */
  get(url: string, request: FetchRequest = {}): Promise<FetchOutcome> {
    return this.inTime(url, request.signal, (signal, onHop) => this.follow(url, request, signal, onHop));
  }

  /**
   * Hands something over, behind the same guard and within the same time. What is meant for one address is taken to no other: a redirect is a refusal.
   * Rejects with the signal's reason when it aborts.
   */
  post(url: string, message: OutgoingMessage): Promise<SendOutcome> {
    return this.inTime<SendOutcome>(url, message.signal, (signal) => this.send(url, message, signal));
  }

  /** What is under way is broken off: that is no fault of whoever was asked. */
  async onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.agent.destroy();
  }

  private async inTime<Outcome>(
    url: string,
    callersSignal: AbortSignal | undefined,
    work: (signal: AbortSignal, onHop: (url: string) => void) => Promise<Outcome>,
  ): Promise<Outcome | NotTaken> {
    callersSignal?.throwIfAborted();
    const abort = new AbortController();
    const onAbort = () => abort.abort(callersSignal?.reason);
    callersSignal?.addEventListener('abort', onAbort, { once: true });
    let isOverdue = false;
    const deadline = setTimeout(() => {
      isOverdue = true;
      abort.abort();
    }, this.limits.totalTimeoutMs);
    let asked = url;
    try {
      return await work(abort.signal, (hop) => (asked = hop));
    } catch (error) {
      callersSignal?.throwIfAborted();
      if (this.isStopping) throw new Stopping();
      if (isOverdue) return unreachable(asked, 'timeout-total');
      const outcome = outcomeOfError(error, asked);
      if (outcome) return outcome;
      throw error;
    } finally {
      clearTimeout(deadline);
      callersSignal?.removeEventListener('abort', onAbort);
    }
  }

  private async send(url: string, { body, contentType, headers }: OutgoingMessage, signal: AbortSignal): Promise<SendOutcome> {
    const refusal = urlRefusal(url);
    if (refusal) return refusal;
    const { origin, pathname, search } = new URL(url);
    const response = await this.agent.request({
      origin,
      path: pathname + search,
      method: 'POST',
      headers: { ...headers, 'user-agent': this.userAgent, 'content-type': contentType },
      body,
      signal,
    });
    const { statusCode: status } = response;
    // The status says what became of it: an answer whose body never ends has been given all the same.
    discard(response);
    if (status >= 300 && status < 400) return unreachable(url, 'bad-response', { status, detail: `a redirect, ${status}` });
    return (
      outcomeOfStatus(url, status, response.headers, this.clock.now()) ?? { kind: 'taken', url, status, message: `${hostOf(url)} took it.` }
    );
  }

  private async follow(from: string, request: FetchRequest, signal: AbortSignal, onHop: (url: string) => void): Promise<FetchOutcome> {
    const refusal = urlRefusal(from);
    if (refusal) return refusal;
    const seen = new Set<string>();
    let url = new URL(from);
    let isPermanent = true;
    for (let hops = 0; ; hops++) {
      url.hash = '';
      onHop(url.href);
      seen.add(url.href);
      const isSameOrigin = url.origin === new URL(from).origin;
      const response = await this.ask(url, isSameOrigin ? request : { ...request, authorization: undefined }, signal);
      const next = nextHop(url, response.statusCode, response.headers);
      if (next === null) {
        const permanentUrl = hops > 0 && isPermanent ? url.href : null;
        return this.read(url.href, permanentUrl, response, request);
      }
      await dump(response);
      if (next.kind !== 'hop') return next;
      if (seen.has(next.url.href)) return unreachable(url.href, 'redirect-loop', { status: response.statusCode });
      if (hops === this.limits.redirects) return unreachable(url.href, 'too-many-redirects', { status: response.statusCode });
      isPermanent &&= next.isPermanent;
      url = next.url;
    }
  }

  private async ask(url: URL, request: FetchRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const headers: Record<string, string> = {
      'user-agent': this.userAgent,
      accept: request.accept ?? ACCEPT,
      'accept-encoding': ACCEPT_ENCODING,
    };
    if (request.authorization) headers.authorization = request.authorization;
    if (request.etag) headers['if-none-match'] = request.etag;
    if (request.lastModified) headers['if-modified-since'] = request.lastModified;
    const options: Dispatcher.RequestOptions = { origin: url.origin, path: url.pathname + url.search, method: 'GET', headers, signal };
    try {
      return await this.agent.request(options);
    } catch (error) {
      if (!wasClosedWhileIdle(error)) throw error;
      return this.agent.request(options);
    }
  }

  private async read(
    url: string,
    permanentUrl: string | null,
    response: Dispatcher.ResponseData,
    request: FetchRequest,
  ): Promise<FetchOutcome> {
    const { statusCode: status, headers } = response;
    const now = this.clock.now();
    if (status === 304 && (request.etag || request.lastModified)) {
      await dump(response);
      return {
        kind: 'not-modified',
        url,
        permanentUrl,
        maxAgeSeconds: maxAgeSeconds(headers, now),
        message: 'Nothing has changed since the last visit.',
      };
    }
    const failure = outcomeOfStatus(url, status, headers, now);
    if (failure) {
      await dump(response);
      return failure;
    }
    const maxBytes = request.maxBytes ?? this.limits.maxBytes;
    const body = await bodyOf(response, maxBytes);
    if (body === 'too-large') return tooLarge(url, maxBytes);
    if (body === 'wrong-length') return unreachable(url, 'wrong-length', { status });
    const decoded = await decode(body, header(headers, 'content-encoding'), maxBytes);
    if (decoded.kind === 'too-large') return tooLarge(url, maxBytes);
    if (decoded.kind === 'bad-encoding') return unreachable(url, 'bad-encoding', { status, detail: decoded.reason });
    const modified: Modified = {
      kind: 'modified',
      url,
      permanentUrl,
      contentType: header(headers, 'content-type'),
      bytes: decoded.bytes,
      etag: decoded.isCutOff ? null : header(headers, 'etag'),
      lastModified: decoded.isCutOff ? null : header(headers, 'last-modified'),
      maxAgeSeconds: maxAgeSeconds(headers, now),
      ...(headers.link === undefined ? {} : { link: [headers.link].flat().join(', ') }),
      message: `${hostOf(url)} sent ${decoded.bytes.length} bytes${decoded.isCutOff ? ', cut off before the end' : ''}.`,
    };
    return modified;
  }
}

/** The body as it was sent. One that announces more than we take is not even begun. */
async function bodyOf(response: Dispatcher.ResponseData, maxBytes: number): Promise<Buffer | 'too-large' | 'wrong-length'> {
  const announced = header(response.headers, 'content-length');
  if (Number(announced ?? 0) > maxBytes) {
    discard(response);
    return 'too-large';
  }
  try {
    // Leaving the loop of `collect` early destroys the stream, and the connection with it.
    return (await collect(response.body as AsyncIterable<Buffer>, maxBytes)) ?? 'too-large';
  } catch (error) {
    // An orderly end of the connection (no reset) before the announced end of the body.
    if (announced !== null && codeOf(error) === 'UND_ERR_SOCKET') return 'wrong-length';
    throw error;
  }
}

/** Lets the body of an answer go by, so that its connection can serve again; a long or endless one costs the connection instead. */
async function dump(response: Dispatcher.ResponseData): Promise<void> {
  const length = header(response.headers, 'content-length');
  if (response.statusCode !== 304 && (length === null || Number(length) > DUMP_BYTES_MAX)) discard(response);
  else await response.body.dump({ limit: DUMP_BYTES_MAX });
}

function discard(response: Dispatcher.ResponseData): void {
  response.body.on('error', () => undefined).destroy();
}

/** A server may close a kept connection at the very moment we use it again: that says nothing about the feed, so we ask once more. */
function wasClosedWhileIdle(error: unknown): boolean {
  const { socket } = error as { socket?: { bytesRead?: number } };
  return codeOf(error) === 'UND_ERR_SOCKET' && (socket?.bytesRead ?? 0) > 0;
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}

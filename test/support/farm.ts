import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module.js';
import { readConfig } from '../../src/modules/config/config.js';
import { SourcesService } from '../../src/modules/sources/sources.service.js';

interface Host {
  feeds: number;
  /** Requests that are being answered. */
  open: number;
  begunMs: number;
}

export interface FarmOptions {
  hosts: number;
  /** Of every tenth host; of the others one. */
  feeds: number;
  latencyMs: number;
  /** The pause that is to be kept between two requests to one host. */
  spacingMs: number;
}

/**
 * A web of many hosts on loopback, each with an address of its own (127.1.x.y), whose feeds get a new entry as long as time goes on. It counts what no host
 * should see: two requests at once, and a second one too soon after the first.
 */
export class Farm {
  readonly overlaps: string[] = [];
  readonly tooSoon: string[] = [];
  requests = 0;
  private readonly hosts = new Map<string, Host>();
  private readonly server = createServer((request, response) => this.answer(request, response));
  private entries = 1;
  private port = 0;

  constructor(private readonly options: FarmOptions) {}

  async start(): Promise<void> {
    await new Promise<void>((done) => this.server.listen(0, '0.0.0.0', done));
    this.port = (this.server.address() as AddressInfo).port;
    for (let index = 0; index < this.options.hosts; index++) {
      const name = `127.1.${index >> 8}.${index & 255}:${this.port}`;
      this.hosts.set(name, { feeds: index % 10 === 0 ? this.options.feeds : 1, open: 0, begunMs: -Infinity });
    }
  }

  get urls(): string[] {
    return [...this.hosts].flatMap(([name, { feeds }]) => Array.from({ length: feeds }, (_, feed) => `http://${name}/${feed}.xml`));
  }

  /** Another entry in each feed. */
  grow(): void {
    this.entries += 1;
  }

  /** Every entry that there is by now, by its guid. */
  get guids(): string[] {
    return this.urls.flatMap((url) => Array.from({ length: this.entries }, (_, entry) => guidOf(url, entry)));
  }

  async close(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    this.server.closeAllConnections();
    await closed;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const name = request.headers.host ?? '';
    const host = this.hosts.get(name);
    if (!host) return void response.writeHead(404).end();
    this.requests += 1;
    const nowMs = performance.now();
    if (host.open > 0) this.overlaps.push(name);
    // Half of it, because it is measured at the other end of a busy machine.
    if (nowMs - host.begunMs < this.options.spacingMs / 2) this.tooSoon.push(name);
    host.begunMs = nowMs;
    host.open += 1;
    // Also where whoever asked has been killed.
    response.on('close', () => (host.open -= 1));
    const document = documentOf(`http://${name}${request.url}`, this.entries);
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(document), this.options.latencyMs);
  }
}

function guidOf(url: string, entry: number): string {
  return `${url}#${entry}`;
}

function documentOf(url: string, entries: number): string {
  const items = Array.from({ length: entries }, (_, entry) => {
    const published = new Date(Date.UTC(2008, 3, 1) + entry * 60_000).toUTCString();
    const link = `${url.replace('.xml', '')}/${entry}`;
    return `<item><title>Entry ${entry}</title><link>${link}</link><guid isPermaLink="false">${guidOf(url, entry)}</guid><pubDate>${published}</pubDate><description>Words.</description></item>`;
  });
  return `<rss version="2.0"><channel><title>${url}</title><link>${url}</link>${items.join('')}</channel></rss>`;
}

/** Follows these feeds, without a look at them. */
export async function addFeeds(env: Record<string, string>, urls: string[]): Promise<void> {
  const app = await NestFactory.createApplicationContext(AppModule.of(readConfig(env), 'none'), { logger: false, abortOnError: false });
  await app.get(SourcesService).addKnownFeeds(urls.map((url) => ({ url, title: url })));
  await app.close();
}

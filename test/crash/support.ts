/** What dies, and what is looked at afterwards. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { projectRoot } from '../support/cli.js';

/** How often processes are killed; without it nothing here runs. */
export const CRASHES = Number(process.env.CRASHES ?? 0);

export type Row = Record<string, unknown>;
export type Asked = (sql: string) => Promise<Row[]>;

/** The share of one sort of work in all kills, at least one. */
export const share = (percent: number) => Math.max(1, Math.round((CRASHES * percent) / 100));

export function start(args: string[], databaseUrl: string, env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [join(projectRoot, 'bin/hustings.js'), ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, ALLOW_ADDRESSES: '127.0.0.0/8', LOG_FORMAT: 'json', ...env },
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Lets it run to its end, which is to be a good one. */
export async function finish(child: ChildProcess): Promise<string> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (err += data.toString()));
  const code = await new Promise((ended) => child.once('close', ended));
  if (code !== 0) throw new Error(`It ended with ${String(code)}:\n${out}\n${err}`);
  return out;
}

/** Kills it at a random instant within so many milliseconds after something has begun. Gives whether it was still alive. */
export async function kill(child: ChildProcess, begun: (isOver: () => boolean) => Promise<unknown>, withinMs: number): Promise<boolean> {
  let isOver = false;
  const ended = new Promise<string | null>((done) =>
    child.once('exit', (_code, signal) => {
      isOver = true;
      done(signal);
    }),
  );
  for (const stream of [child.stdout, child.stderr]) stream?.resume();
  await Promise.race([begun(() => isOver), ended]);
  if (!isOver) await sleep(Math.random() * withinMs);
  child.kill('SIGKILL');
  return (await ended) === 'SIGKILL';
}

/** Resolves when a condition holds, or when there is nobody left who could bring it about. */
export async function until(condition: () => boolean | Promise<boolean>, isOver: () => boolean): Promise<void> {
  while (!isOver() && !(await condition())) await sleep(5);
}

/** Asks a database as anybody would who has no part in the program. */
export async function asking<Result>(url: string, work: (ask: Asked) => Promise<Result>): Promise<Result> {
  if (url.startsWith('postgres')) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(async (sql) => (await client.query<Row>(sql)).rows);
    } finally {
      await client.end();
    }
  }
  const database = new Sqlite(url.replace(/^sqlite:/, ''), { fileMustExist: true });
  try {
    // A write, too, has its answer here.
    return await work((sql) => {
      const statement = database.prepare(sql);
      return Promise.resolve(statement.reader ? (statement.all() as Row[]) : (statement.run(), []));
    });
  } finally {
    database.close();
  }
}

/** That it opens, and that every page and every reference of it is sound. */
export async function expectSound(url: string): Promise<void> {
  if (url.startsWith('postgres')) return;
  await asking(url, async (ask) => {
    expect(await ask('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(await ask('PRAGMA foreign_key_check')).toEqual([]);
  });
}

/** Feeds on loopback, each on a host of its own, which grow and change. */
export class World {
  private readonly feeds: { title: string; edits: number }[][];
  private port = 0;
  private server = createServer((request, response) => {
    const index = Number(/^\/feed\/(\d+)/.exec(request.url ?? '')?.[1] ?? -1);
    const feed = this.feeds[index];
    if (feed) this.asked += 1;
    response.writeHead(feed ? 200 : 404, { 'Content-Type': 'application/rss+xml' }).end(feed ? this.document(index) : '');
  });
  /** How often a feed was asked for. */
  asked = 0;

  constructor(count: number) {
    this.feeds = Array.from({ length: count }, () => []);
  }

  async open(): Promise<void> {
    await new Promise<void>((done) => this.server.listen(0, '0.0.0.0', done));
    this.port = (this.server.address() as AddressInfo).port;
  }

  get urls(): string[] {
    return this.feeds.map((_, index) => `http://127.0.0.${index + 1}:${this.port}/feed/${index}`);
  }

  /** New entries in each feed, and a new title for one that is there. */
  goOn(entries: number): void {
    for (const feed of this.feeds) {
      const edited = feed[Math.floor(Math.random() * feed.length)];
      if (edited) Object.assign(edited, { title: `${edited.title.replace(/ \(.*/, '')} (${edited.edits + 1})`, edits: edited.edits + 1 });
      for (let count = 0; count < entries; count++) feed.push({ title: `The ferry ${feed.length}`, edits: 0 });
    }
  }

  /** What is there by now: title and number of edits, by guid. */
  entries(): Map<string, { title: string; edits: number }> {
    return new Map(this.feeds.flatMap((feed, index) => feed.map((entry, place) => [guid(index, place), entry] as const)));
  }

  close(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }

  document(index: number): string {
    const items = (this.feeds[index] ?? []).map(
      ({ title }, place) =>
        `<item><guid isPermaLink="false">${guid(index, place)}</guid><title>${title}</title><link>http://blog${index}.example/${place}</link>` +
        `<pubDate>${new Date(Date.UTC(2008, 3, 3, 0, place)).toUTCString()}</pubDate><description>Words of ${place} by Ada Quill of the Harbour Board, <a href="http://blog${index}.example/${place - 1}">as before</a>.</description></item>`,
    );
    return `<rss version="2.0"><channel><title>Blog ${index}</title><link>http://blog${index}.example/</link>${items.reverse().join('')}</channel></rss>`;
  }
}

const guid = (index: number, place: number) => `blog-${index}-${place}`;

/** What goes wrong around a server: its disk, its database, its end. Each is told by name, and is over without a new start. */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { asking, CRASHES, expectSound, finish, start, until, World } from './support.js';

const isRoot = process.getuid?.() === 0;
const postgresBin = newestPostgres();
const orSkip = CRASHES > 0 ? test : test.skip;
/** Mounting is for root. */
const asRoot = CRASHES > 0 && isRoot ? test : test.skip;
const withPostgres = CRASHES > 0 && isRoot && postgresBin !== null ? test : test.skip;

let folder: string;
let world: World;
let server: Server | null;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hustings-outage-'));
  world = new World(2);
  await world.open();
  world.goOn(5);
});
afterEach(async () => {
  if (server) await server.end('SIGKILL');
  server = null;
  await world.close();
  rmSync(folder, { recursive: true });
});

/** `serve`, as a user starts it. */
class Server {
  said = '';
  private constructor(
    private readonly child: ChildProcess,
    private readonly ended: Promise<unknown>,
  ) {}

  static async start(url: string): Promise<Server> {
    const child = start(['serve'], url, { PORT: '0', HOST_SPACING_MS: '0', LOG_FORMAT: 'text' });
    const mine = new Server(child, new Promise((done) => child.once('exit', done)));
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (mine.said += data.toString()));
    await until(() => mine.address !== '', mine.isOver);
    if (mine.isOver()) throw new Error(mine.said);
    return mine;
  }

  readonly isOver = () => this.child.exitCode !== null || this.child.signalCode !== null;

  get address(): string {
    return /http:\/\/127\.0\.0\.1:\d+/.exec(this.said)?.[0] ?? '';
  }

  async get(path: string): Promise<{ status: number; text: string }> {
    const response = await fetch(this.address + path);
    return { status: response.status, text: await response.text() };
  }

  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    await until(async () => (await condition()) || (await sleep(50, false)), this.isOver);
    if (this.isOver()) throw new Error(`The server is gone:\n${this.said}`);
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.child.kill(signal);
    await this.ended;
  }
}

async function addFeeds(url: string, urls = world.urls): Promise<void> {
  const list = join(tmpdir(), `hustings-outage-${process.pid}.opml`);
  writeFileSync(list, `<opml version="2.0"><body>${urls.map((each) => `<outline text="x" xmlUrl="${each}"/>`).join('')}</body></opml>`);
  await finish(start(['feeds', 'import', list], url));
  rmSync(list);
}

const posts = (url: string) => asking(url, (ask) => ask('SELECT guid FROM post')).then((rows) => rows.length);
const makeDue = (url: string, at: number) => asking(url, (ask) => ask(`UPDATE feed SET next_poll_at = ${at}`));
const all = () => world.entries().size;

asRoot(
  'a full disk is told, pages are served meanwhile, and what was served is stored when there is room',
  async () => {
    const disk = join(folder, 'disk');
    const url = `sqlite:${disk}/data.sqlite`;
    execFileSync('mkdir', [disk]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk]);
    try {
      await addFeeds(url);
      server = await Server.start(url);
      await server.until(async () => (await posts(url)) === all());
      // Due in a moment, when there is no room any more; and more than the log has room for.
      world.goOn(4000);
      await makeDue(url, Date.now() + 4000);
      fillUp(join(disk, 'filler'));
      await server.until(() => (server?.said ?? '').includes('The disk of the database is full'));
      const [ready, page] = [await server.get('/readyz'), await server.get('/sources')];
      expect([ready.status, ready.text]).toEqual([503, expect.stringContaining('The disk of the database is full')]);
      expect(page.status).toBe(200);
      rmSync(join(disk, 'filler'));
      await server.until(async () => (await posts(url)) === all());
      expect((await server.get('/readyz')).status).toBe(200);
      await server.end('SIGTERM');
      await expectSound(url);
    } finally {
      await server?.end('SIGKILL');
      execFileSync('umount', ['-l', disk]);
    }
  },
  300_000,
);

function fillUp(file: string): void {
  for (const size of ['1M', '4k'])
    try {
      execFileSync('sh', ['-c', `dd if=/dev/zero bs=${size} of=${file} oflag=append conv=notrunc 2>/dev/null`]);
    } catch {
      // Until nothing more goes in.
    }
  expect(statSync(file).size).toBeGreaterThan(1e6);
}

asRoot(
  'a disk that is read-only is told in a sentence',
  async () => {
    const disk = join(folder, 'disk');
    execFileSync('mkdir', [disk]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk]);
    try {
      await finish(start(['migrate'], `sqlite:${disk}/data.sqlite`));
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      await expect(finish(start(['serve'], `sqlite:${disk}/data.sqlite`, { PORT: '0' }))).rejects.toThrow(
        /ended with 1:[^]*cannot be written\. Make its folder writable/,
      );
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  },
  300_000,
);

orSkip(
  'a database that another process has locked is waited for, and read meanwhile',
  async () => {
    const url = `sqlite:${join(folder, 'data.sqlite')}`;
    await addFeeds(url);
    server = await Server.start(url);
    await server.until(async () => (await posts(url)) === all());
    world.goOn(20);
    await makeDue(url, Date.now() + 1000);
    const other = new Sqlite(join(folder, 'data.sqlite'));
    other.exec('BEGIN EXCLUSIVE');
    await server.until(() => (server?.said ?? '').includes('Another process keeps the database to itself'));
    expect((await server.get('/')).status).toBe(200);
    expect((await server.get('/readyz')).status).toBe(200);
    expect(await posts(url)).toBeLessThan(all());
    other.exec('COMMIT');
    other.close();
    await server.until(async () => (await posts(url)) === all());
    await server.end('SIGTERM');
    await expectSound(url);
  },
  300_000,
);

orSkip(
  'who is told to stop during polls stores what it has begun to store, and goes within ten seconds',
  async () => {
    const url = `sqlite:${join(folder, 'data.sqlite')}`;
    // One that never answers.
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => silent.once('listening', done));
    const { port } = silent.address() as { port: number };
    await addFeeds(url, [...world.urls, `http://127.0.0.9:${port}/feed`, `http://127.0.0.1:${port}/feed`]);
    world.goOn(2000);
    server = await Server.start(url);
    await server.until(() => world.asked > 0);
    const late = sleep(10_000, 'late', { ref: false });
    expect(await Promise.race([server.end('SIGTERM'), late])).not.toBe('late');
    await expectSound(url);
    // A document is in whole, or not at all; and nobody is kept waiting by what is left.
    expect((await posts(url)) % (all() / 2)).toBe(0);
    expect(readdirSync(folder).filter((name) => name.endsWith('-waiting'))).toEqual([]);
    const isStored = async () => (await posts(url)) === all();
    server = await Server.start(url);
    await server.until(isStored);
    silent.close();
  },
  300_000,
);

function newestPostgres(): string | null {
  try {
    const [version] = readdirSync('/usr/lib/postgresql').sort((one, other) => Number(other) - Number(one));
    return version === undefined ? null : `/usr/lib/postgresql/${version}/bin`;
  } catch {
    return null;
  }
}

withPostgres(
  'PostgreSQL may be started anew under pages and polls: both say so, and go on by themselves',
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'hustings-cluster-'));
    const port = 20_000 + (process.pid % 20_000);
    const asPostgres = (...command: string[]) =>
      execFileSync('setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', ...command], { stdio: 'ignore', cwd: '/' });
    const control = (...what: string[]) =>
      asPostgres(
        `${postgresBin}/pg_ctl`,
        '-D',
        `${data}/db`,
        '-w',
        '-l',
        `${data}/log`,
        '-o',
        `-p ${port} -k ${data} -c listen_addresses=127.0.0.1`,
        ...what,
      );
    execFileSync('chown', ['postgres', data]);
    asPostgres(`${postgresBin}/initdb`, '-D', `${data}/db`, '-U', 'hustings', '-A', 'trust', '--no-sync');
    const url = `postgres://hustings@127.0.0.1:${port}/postgres`;
    try {
      control('start');
      await addFeeds(url);
      server = await Server.start(url);
      await server.until(async () => (await posts(url)) === all());
      for (let time = 0; time < 2; time++) {
        world.goOn(400);
        await makeDue(url, 0);
        const before = world.asked;
        await server.until(() => world.asked > before);
        control('stop', '-m', 'fast');
        const [alive, ready, page] = [await server.get('/healthz'), await server.get('/readyz'), await server.get('/sources')];
        expect(alive.status).toBe(200);
        expect([ready.status, ready.text]).toEqual([503, expect.stringContaining('The database does not answer')]);
        expect([page.status, page.text]).toEqual([
          503,
          expect.stringContaining('The database is out of reach for the moment. Nothing is lost.'),
        ]);
        control('start');
        await server.until(async () => (await server?.get('/readyz'))?.status === 200 && (await server?.get('/sources'))?.status === 200);
        await makeDue(url, 0);
        await server.until(async () => (await posts(url)) === all());
      }
      expect(await asking(url, (ask) => ask('SELECT guid FROM post GROUP BY guid HAVING COUNT(*) > 1'))).toEqual([]);
    } finally {
      await server?.end('SIGKILL');
      control('stop', '-m', 'immediate');
      rmSync(data, { recursive: true });
    }
  },
  300_000,
);

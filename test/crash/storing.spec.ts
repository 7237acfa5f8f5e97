/** Processes that import, migrate, back up and send mail are killed at random instants. */
import type { ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { entities } from '../../src/entities.js';
import { openDatabase } from '../../src/modules/database/data-source.js';
import { Database } from '../../src/modules/database/database.js';
import { Initial0000000000001 } from '../../src/modules/database/migrations/0001-initial.js';
import { SubscriberEntity } from '../../src/modules/mail/subscriber.entity.js';
import { Rows } from '../support/conversation.js';
import { onPostgres } from '../support/database.js';
import { startMailServer } from '../support/mail-server.js';
import { opml, outlines } from '../support/opml.js';
import { asking, CRASHES, expectSound, finish, kill, share, start, until } from './support.js';

// Files of SQLite alone: what is done twice after a crash is done so on either database.
const orSkip = CRASHES > 0 && !onPostgres ? test : test.skip;
const DAY_MS = 86_400_000;

let folder: string;
let file: string;
let url: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hustings-crash-'));
  file = join(folder, 'data.sqlite');
  url = `sqlite:${file}`;
});
afterEach(() => rmSync(folder, { recursive: true }));

const count = async (from: string) => Number((await asking(url, (ask) => ask(`SELECT COUNT(*) AS count FROM ${from}`)))[0]?.count);
/** That the write-ahead log grows. */
const logGrows = () => {
  const sizeOf = () => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const before = sizeOf();
  return (isOver: () => boolean) => until(() => sizeOf() !== before && sizeOf() > 0, isOver);
};

/** That it has printed so many lines. */
function lines(child: ChildProcess, least: number) {
  let printed = 0;
  child.stdout?.on('data', (data: Buffer) => (printed += data.toString().split('\n').length - 1));
  return (isOver: () => boolean) => until(() => printed >= least, isOver);
}

async function fillInProcess(work: (database: Database) => Promise<unknown>): Promise<void> {
  const database = new Database(await openDatabase({ type: 'sqlite', location: file }, entities));
  await work(database);
  await database.onApplicationShutdown();
}

const FILES = 12;
const COMMENTS = 25;

/** A post with comments, as a folder of saved feeds has many. */
function saved(round: number, index: number): string {
  const place = `http://saved.example/${round}/${index}`;
  const items = Array.from(
    { length: COMMENTS },
    (_, number) =>
      `<item><guid>${place}#comment-${number}</guid><title>By: Ada ${number}</title><link>${place}#comment-${number}</link><description>Words of ${number}.</description></item>`,
  );
  return `<rss version="2.0"><channel><title>Comments on: Post ${index}</title><link>${place}</link>${items.join('')}</channel></rss>`;
}

orSkip(
  'whoever kills an import finds each document whole or not at all, and imports it again without doubles',
  async () => {
    await finish(start(['migrate'], url));
    let [kills, whole] = [0, 0];
    for (let round = 0; kills < share(14); round++) {
      const documents = join(folder, `round-${round}`);
      mkdirSync(documents);
      for (let index = 0; index < FILES; index++) writeFileSync(join(documents, `${index}.xml`), saved(round, index));
      const child = start(['import', documents, '--json'], url);
      // Before the first document, or after any of them.
      const begun = Math.random() < 0.2 ? logGrows() : lines(child, 1 + Math.floor(Math.random() * (FILES - 1)));
      if (await kill(child, begun, 60)) kills += 1;
      await expectSound(url);
      const ofEach = () =>
        asking(url, (ask) =>
          ask(
            `SELECT COUNT(*) AS count, COUNT(DISTINCT guid) AS names FROM post WHERE is_stub = 0 GROUP BY substr(guid, 1, instr(guid, '#') - 1)`,
          ),
        );
      for (const each of await ofEach()) expect(each).toEqual({ count: COMMENTS, names: COMMENTS });
      if (round % 5 < 4 && kills < share(14)) continue;
      for (; whole <= round; whole++) await finish(start(['import', join(folder, `round-${whole}`), '--json'], url));
      const posts = await ofEach();
      expect(posts.length).toBe((round + 1) * FILES);
      for (const each of posts) expect(each).toEqual({ count: COMMENTS, names: COMMENTS });
    }
  },
  3_600_000,
);

orSkip(
  'whoever kills the import of a list of feeds brings it in again, and has each feed once',
  async () => {
    await finish(start(['migrate'], url));
    const list = join(folder, 'list.opml');
    let kills = 0;
    for (let round = 1; kills < share(10); round++) {
      writeFileSync(list, opml(outlines(round * 1000)));
      const child = start(['feeds', 'import', list, '--json'], url);
      if (await kill(child, logGrows(), 900)) kills += 1;
      await expectSound(url);
      expect(await count('feed')).toBe(await count('(SELECT DISTINCT url FROM feed)'));
      expect(await count('feed')).toBeLessThanOrEqual(round * 1000);
      // No source without a feed is left behind by half a write.
      expect(await count('source s WHERE NOT EXISTS (SELECT 1 FROM feed f WHERE f.source_id = s.id)')).toBe(0);
      if (round % 5 > 0 && kills < share(10)) continue;
      await finish(start(['feeds', 'import', list, '--json'], url));
      expect(await count('feed')).toBe(round * 1000);
    }
  },
  3_600_000,
);

/** A database as the first version made it, with messages in it. */
async function storeFirstVersion(): Promise<void> {
  const source = await new DataSource({
    type: 'better-sqlite3',
    database: file,
    enableWAL: true,
    migrations: [Initial0000000000001],
  }).initialize();
  await source.runMigrations();
  await source.query(
    `INSERT INTO source (slug, title, platform, affiliation, is_sample, created_at) VALUES ('a', 'A', 'web', 'unknown', 0, 0)`,
  );
  await source.query(`
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 20000)
    INSERT INTO post (source_id, kind, guid, author_name, html, text, seen_at, sort_at, position, entry_hash, content_hash, revision_count, categories, enclosures)
    SELECT 1, 'comment', 'guid ' || n, 'Ada', '<p>Words of ' || n || '</p>', 'Words of ' || n, 1000, n, 0, 'e', 'c', 0, '[]', '[]' FROM number`);
  await source.destroy();
}

orSkip(
  'whoever kills a migration finds a database that the next start brings up to date',
  async () => {
    const tables = () =>
      asking(url, (ask) => ask(`SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2`));
    let kills = 0;
    for (const make of [storeFirstVersion, () => Promise.resolve()]) {
      const before = () => readdirSync(folder).forEach((name) => rmSync(join(folder, name)));
      before();
      await make();
      const posts = existsSync(file) ? await count('post') : 0;
      if (existsSync(file)) copyFileSync(file, `${file}.first`);
      await finish(start(['migrate'], url));
      const whole = await tables();
      for (let mine = 0; mine < Math.ceil(share(10) / 2);) {
        for (const ending of ['', '-wal', '-shm']) rmSync(file + ending, { force: true });
        if (existsSync(`${file}.first`)) copyFileSync(`${file}.first`, file);
        const child = start(['migrate'], url);
        if (await kill(child, logGrows(), 700)) [kills, mine] = [kills + 1, mine + 1];
        await expectSound(url);
        await (await openDatabase({ type: 'sqlite', location: file }, entities)).destroy();
        expect(await tables()).toEqual(whole);
        expect(await count('post')).toBe(posts);
      }
    }
    expect(kills).toBeGreaterThan(0);
  },
  3_600_000,
);

orSkip(
  'whoever kills a backup finds a whole file, or none',
  async () => {
    await fillInProcess((database) =>
      database.write((manager) =>
        manager.query(`WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 40000)
                     INSERT INTO meta ("key", value) SELECT 'crash ' || n, hex(randomblob(400)) FROM number`),
      ),
    );
    const rows = await count('meta');
    let kills = 0;
    for (let round = 0; kills < share(10); round++) {
      const backup = join(folder, `backup-${round}.sqlite`);
      const child = start(['backup', backup], url);
      const hasBegun = () => readdirSync(folder).some((name) => name.startsWith(`backup-${round}`));
      if (await kill(child, (isOver) => until(hasBegun, isOver), 250)) kills += 1;
      await expectSound(url);
      if (existsSync(backup)) {
        await expectSound(`sqlite:${backup}`);
        expect(await asking(`sqlite:${backup}`, (ask) => ask('SELECT COUNT(*) AS count FROM meta'))).toEqual([{ count: rows }]);
      }
      for (const name of readdirSync(folder)) if (name.startsWith('backup-')) rmSync(join(folder, name));
    }
    await finish(start(['backup', join(folder, 'last.sqlite')], url));
    await expectSound(`sqlite:${join(folder, 'last.sqlite')}`);
  },
  3_600_000,
);

orSkip(
  'whoever kills the sending of mail has each mail arrive once, or told as one that perhaps arrived',
  async () => {
    const server = await startMailServer();
    const env = { SMTP_URL: server.url, MAIL_FROM: 'digest@hustings.example', PORT: '0', SECRET_KEY: 'x'.repeat(40) };
    const now = Date.now();
    try {
      await fillInProcess(async (database) => {
        const rows = new Rows(database);
        const sourceId = await rows.source('Harbour Light', 'civil-service');
        for (let day = 1; day < 6; day++) await rows.post(sourceId, new Date(now - day * DAY_MS).toISOString(), { title: `Day ${day}` });
      });
      let readers = 0;
      const subscribe = (many: number) =>
        fillInProcess((database) =>
          database.write((manager) =>
            manager.insert(
              SubscriberEntity,
              Array.from({ length: many }, () => {
                const address = `reader${++readers}@example.org`;
                const dates = { mailedUntilAt: new Date(now - 5 * DAY_MS), createdAt: new Date(now) };
                return {
                  address,
                  addressKey: address,
                  frequency: 'day' as const,
                  entities: [],
                  state: 'active' as const,
                  failures: 0,
                  ...dates,
                };
              }),
            ),
          ),
        );
      const states = (state: string) => count(`outgoing_mail WHERE state ${state}`);
      let kills = 0;
      while (kills < share(12)) {
        await subscribe(40);
        const before = server.received.length;
        const more = 1 + Math.floor(Math.random() * 25);
        const child = start(['serve', '--role', 'worker'], url, env);
        if (await kill(child, (isOver) => until(() => server.received.length >= before + more, isOver), 120)) kills += 1;
        await expectSound(url);
        expectEachOnce();
        // A quarter of an hour later.
        await asking(url, (ask) => ask(`UPDATE outgoing_mail SET next_at = 0 WHERE state IN ('leased', 'handed-over')`));
      }
      const last = start(['serve', '--role', 'worker'], url, env);
      const isSettled = async () => (await states(`NOT IN ('sent', 'perhaps')`)) === 0;
      await kill(last, (isOver) => until(isSettled, isOver), 0);
      expect(await isSettled()).toBe(true);
      expectEachOnce();
      const arrived = new Set(server.received.map(({ source }) => messageId(source)));
      const sent = await asking(url, (ask) => ask(`SELECT message_id FROM outgoing_mail WHERE state = 'sent'`));
      expect(sent.filter(({ message_id: id }) => !arrived.has(String(id)))).toEqual([]);
      expect(await count('outgoing_mail')).toBeGreaterThanOrEqual(readers);
      expect(await states(`= 'perhaps'`)).toBeLessThan(kills * 4 + 1);
    } finally {
      await server.close();
    }

    function expectEachOnce(): void {
      const ids = server.received.map(({ source }) => messageId(source));
      expect(new Set(ids).size).toBe(ids.length);
    }
  },
  3_600_000,
);

const messageId = (source: string) => /^Message-ID: <([^>]+)>/im.exec(source)?.[1];

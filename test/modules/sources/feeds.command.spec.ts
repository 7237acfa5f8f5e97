import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Command, CommanderError } from 'commander';
import { entities } from '../../../src/entities.js';
import { ClockModule } from '../../../src/modules/clock/clock.module.js';
import { readConfig } from '../../../src/modules/config/config.js';
import { ConfigModule } from '../../../src/modules/config/config.module.js';
import { DatabaseModule } from '../../../src/modules/database/database.module.js';
import { FetchModule } from '../../../src/modules/fetch/fetch.module.js';
import { registerFeedsCommands } from '../../../src/modules/sources/feeds.command.js';
import { SourcesModule } from '../../../src/modules/sources/sources.module.js';
import { freshDatabase } from '../../support/database.js';
import { startWeb, type Web } from '../../support/web.js';

@Module({})
class Root {
  static on(url: string): DynamicModule {
    const config = readConfig({ DATABASE_URL: url, ALLOW_ADDRESSES: '127.0.0.0/8' });
    return { module: Root, imports: [ConfigModule.of(config), ClockModule, DatabaseModule.with(entities), FetchModule, SourcesModule] };
  }
}

interface Run {
  code: number;
  out: string;
  err: string;
}

let folder: string;
let url: string;
let web: Web;
let drop: () => Promise<void>;
let opened: number;
let closed: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hustings-feeds-'));
  const database = await freshDatabase();
  // Every command opens and closes the database, so on SQLite it has to be a file.
  url = database.config.type === 'sqlite' ? `sqlite:${join(folder, 'test.sqlite')}` : database.url;
  drop = database.drop;
  web = await startWeb();
  opened = closed = 0;
});

afterEach(async () => {
  await web.close();
  await drop();
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<Run> {
  const written = { out: '', err: '' };
  const capture = (name: 'out' | 'err') => (text: string | Uint8Array) => {
    written[name] += String(text);
    return true;
  };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(capture('out')),
    jest.spyOn(process.stderr, 'write').mockImplementation(capture('err')),
  ];
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    const program = new Command('hustings').exitOverride();
    registerFeedsCommands(program, open);
    await program.parseAsync(['feeds', ...args], { from: 'user' });
    return { code: Number(process.exitCode), ...written };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { code: 2, ...written };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}

async function open(): Promise<INestApplicationContext> {
  const app = await NestFactory.createApplicationContext(Root.on(url), { logger: ['error'], abortOnError: false });
  opened++;
  const close = app.close.bind(app);
  app.close = () => {
    closed++;
    return close();
  };
  return app;
}

const feed = (title: string) => ({
  headers: { 'content-type': 'application/rss+xml' },
  body: `<rss version="2.0"><channel><title>${title}</title><link>${web.url}/</link></channel></rss>`,
});

test('add says what it found, in words and as one JSON object', async () => {
  web.routes['/feed'] = feed('A blog');
  const words = await run('add', `${web.url}/feed`, '--affiliation', 'civil-service', '--source', 'Number 10');
  expect(words).toMatchObject({ code: 0, err: '' });
  expect(words.out).toContain('Added a feed to “Number 10”');
  const json = await run('add', `${web.url}/feed`, '--json');
  expect(json).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(json.out)).toMatchObject({
    result: 'already-there',
    source: { slug: 'number-10' },
    alreadyThere: [{ url: `${web.url}/feed`, role: 'posts' }],
  });
  expect([opened, closed]).toEqual([2, 2]);
});

test('what cannot be added is exit 1: words on standard error, JSON on standard output', async () => {
  const words = await run('add', `${web.url}/nothing`);
  expect(words).toMatchObject({ code: 1, out: '' });
  expect(words.err).toContain('404');
  const json = await run('add', `${web.url}/nothing`, '--json');
  expect(json).toMatchObject({ code: 1, err: '' });
  expect(JSON.parse(json.out)).toMatchObject({ result: 'not-fetched' });
  expect([opened, closed]).toEqual([2, 2]);
});

test('wrong usage is exit 2, and opens nothing', async () => {
  expect((await run('add')).code).toBe(2);
  expect((await run('add', 'https://a.example', '--affiliation', 'martian')).code).toBe(2);
  expect((await run('nonsense')).code).toBe(2);
  expect(opened).toBe(0);
});

test('list is a line of JSON for each feed', async () => {
  expect((await run('list')).out).toContain('There are no feeds yet');
  expect((await run('list', '--json')).out).toBe('');
  web.routes['/a'] = feed('A');
  web.routes['/b'] = feed('B');
  await run('add', `${web.url}/a`);
  await run('add', `${web.url}/b`, '--source', 'B');
  const { out } = await run('list', '--json');
  const lines = out.trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { url: string }).url)).toEqual([`${web.url}/a`, `${web.url}/b`]);
  expect((await run('list')).out).toContain('2 feeds.');
});

test('export and import carry everything over to an empty database', async () => {
  const file = join(folder, 'feeds.opml');
  writeFileSync(
    file,
    '<opml version="1.0"><body><outline text="Government"><outline type="rss" text="A &amp; B" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"/></outline></body></opml>',
  );
  expect(await run('import', file)).toMatchObject({ code: 0, out: '1 feed added, 0 there already.\n' });
  const exported = await run('export');
  expect(exported).toMatchObject({ code: 0, err: '' });
  expect(exported.out).toContain('https://a.example/feed');
  const before = await run('list', '--json');
  writeFileSync(file, exported.out);
  expect(JSON.parse((await run('import', file, '--json')).out)).toMatchObject({ feeds: 1, added: 0, alreadyThere: 1, warnings: [] });

  url = `sqlite:${join(folder, 'other.sqlite')}`;
  expect(await run('import', file)).toMatchObject({ code: 0 });
  expect(settled((await run('list', '--json')).out)).toEqual(settled(before.out));
  expect((await run('export')).out.replace(/<dateCreated>.*/, '')).toBe(exported.out.replace(/<dateCreated>.*/, ''));
});

test('a file that is not there, or names no feeds, is exit 1 and a sentence', async () => {
  expect(await run('import', join(folder, 'none.opml'))).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('there is no such file') as string,
  });
  const file = join(folder, 'empty.opml');
  writeFileSync(file, '<opml version="2.0"><body/></opml>');
  expect(await run('import', file)).toMatchObject({ code: 1, out: '', err: expect.stringContaining('names no feeds') as string });
});

/** What two databases have in common: all but the instant of adding. */
function settled(lines: string): unknown[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => ({ ...(JSON.parse(line) as object), nextPollAt: null }));
}

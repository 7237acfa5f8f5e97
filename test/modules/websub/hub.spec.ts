import { text } from 'node:stream/consumers';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../../src/app.module.js';
import { Clock } from '../../../src/modules/clock/clock.js';
import { readConfig } from '../../../src/modules/config/config.js';
import { Database } from '../../../src/modules/database/database.js';
import { Ingestion } from '../../../src/modules/posts/ingestion.js';
import { Hub } from '../../../src/modules/websub/hub.js';
import { HubNewsEntity } from '../../../src/modules/websub/hub-news.entity.js';
import { freshDatabase } from '../../support/database.js';
import { aPost, aSource } from '../../support/make.js';
import { startWeb, type Web } from '../../support/web.js';

let web: Web;
let app: INestApplicationContext;
let drop: () => Promise<void>;
let now: number;
let sourceId: number;
/** What the hub was told, a list of topics for each message. */
let told: string[][];
let answer: { status: number; headers?: Record<string, string> };

beforeEach(async () => {
  [told, answer, now] = [[], { status: 204 }, Date.parse('2008-04-05T12:00:00Z')];
  web = await startWeb({
    '/hub': async (request) => {
      const form = new URLSearchParams(await text(request));
      expect([request.method, form.get('hub.mode')]).toEqual(['POST', 'publish']);
      told.push(form.getAll('hub.url'));
      return answer;
    },
  });
  const fresh = await freshDatabase();
  drop = fresh.drop;
  const env = {
    DATABASE_URL: fresh.url,
    BASE_URL: 'https://hustings.example',
    ALLOW_ADDRESSES: '127.0.0.0/8',
    WEBSUB_HUB: `${web.url}/hub`,
  };
  app = await NestFactory.createApplicationContext(AppModule.of(readConfig(env), 'none'), { logger: false, abortOnError: false });
  app.get(Clock).now = () => new Date(now);
  sourceId = await aSource(app.get(Database));
});
afterEach(async () => {
  await app.close();
  await web.close();
  await drop();
});

async function store(guid: string, said: Parameters<typeof aPost>[0] | object = {}): Promise<void> {
  const posts = [aPost({ publishedAt: new Date(now), ...said, guid })];
  await app
    .get(Database)
    .write((manager) => app.get(Ingestion).store(manager, { sourceId, feedId: null, threadId: null, posts, deleted: [] }, new Date(now)));
}

async function pass(ms: number): Promise<void> {
  now += ms;
  await app.get(Hub).tick();
}

const waiting = () => app.get(Database).manager.find(HubNewsEntity);

test('the hub is told once of all that arrived within some seconds, in every format of every feed that has it', async () => {
  await store('one');
  await store('two');
  await pass(1_000);
  expect(told).toEqual([]);
  await pass(4_000);
  expect(told).toHaveLength(1);
  const paths = ['/digest', '/digest/2008-04-05', '/digest/2008-W14', '/digest/2008-04', '/threads/1', '/threads/2'];
  expect(new Set(told[0])).toEqual(
    new Set(paths.flatMap((path) => ['atom', 'rss', 'json'].map((format) => `https://hustings.example${path}.${format}`))),
  );
  expect(await waiting()).toEqual([]);
  await pass(60_000);
  expect(told).toHaveLength(1);
});

test('what changes is told again', async () => {
  await store('one');
  await pass(5_000);
  await store('one', { text: 'Other words.' });
  await pass(5_000);
  expect(told).toHaveLength(2);
});

test('an archive that is read for the first time is no news', async () => {
  await store('old', { publishedAt: new Date('2008-03-01T00:00:00Z') });
  expect(await waiting()).toEqual([]);
});

test('a hub that fails is asked later and later, and what arrives meanwhile waits with the rest', async () => {
  answer = { status: 500 };
  await store('one');
  await pass(5_000);
  expect(told).toHaveLength(1);
  await store('two');
  await pass(30_000);
  expect(told).toHaveLength(1);
  await pass(30_000);
  expect(told).toHaveLength(2);
  await pass(60_000);
  expect(told).toHaveLength(2);
  answer = { status: 202 };
  await pass(60_000);
  expect(told).toHaveLength(3);
  expect(told[2]).toEqual(expect.arrayContaining(['https://hustings.example/threads/1.atom', 'https://hustings.example/threads/2.atom']));
  expect(await waiting()).toEqual([]);
});

test('a hub that asks for patience is given it', async () => {
  answer = { status: 429, headers: { 'Retry-After': '3600' } };
  await store('one');
  await pass(5_000);
  await pass(3_000_000);
  expect(told).toHaveLength(1);
  await pass(600_000);
  expect(told).toHaveLength(2);
});

test('after two days of failures it is left alone', async () => {
  answer = { status: 404 };
  await store('one');
  for (let attempt = 0; attempt < 20; attempt++) await pass(6 * 3_600_000);
  expect(told).toHaveLength(15);
  expect(await waiting()).toEqual([]);
});

test('what changes while the hub is told is told again', async () => {
  await store('one');
  web.routes['/hub'] = async () => {
    told.push([]);
    if (told.length === 1) {
      now += 1;
      await store('one', { text: 'Other words.' });
    }
    return { status: 204 };
  };
  await pass(5_000);
  expect(told).toHaveLength(2);
  expect(await waiting()).toEqual([]);
});

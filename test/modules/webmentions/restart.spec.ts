import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule, type Role } from '../../../src/app.module.js';
import { readConfig } from '../../../src/modules/config/config.js';
import { Database } from '../../../src/modules/database/database.js';
import { Receiver } from '../../../src/modules/webmentions/receiver.js';
import { Verifier } from '../../../src/modules/webmentions/verifier.js';
import { WebmentionEntity } from '../../../src/modules/webmentions/webmention.entity.js';
import { WebmentionsTick } from '../../../src/modules/webmentions/webmentions-tick.js';
import { Rows } from '../../support/conversation.js';
import { freshDatabase, onPostgres } from '../../support/database.js';
import { startWeb, type Web } from '../../support/web.js';
import { BASE } from './support.js';

let folder: string;
let web: Web;
let databaseUrl: string;
let drop: () => Promise<void>;
const open: INestApplicationContext[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hustings-'));
  web = await startWeb();
  const fresh = await freshDatabase();
  drop = fresh.drop;
  databaseUrl = onPostgres ? fresh.url : `sqlite:${join(folder, 'test.sqlite')}`;
});
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
  await web.close();
  await drop();
  rmSync(folder, { recursive: true });
});

async function start(role: Role): Promise<INestApplicationContext> {
  const config = readConfig({ DATABASE_URL: databaseUrl, BASE_URL: BASE, ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0' });
  const app = await NestFactory.createApplicationContext(AppModule.of(config, role), { logger: false, abortOnError: false });
  open.push(app);
  return app;
}

test('what one process took in, another verifies after it', async () => {
  const first = await start('none');
  const rows = new Rows(first.get(Database));
  const postId = await rows.post(await rows.source('Harbour Light'), '2008-04-03T09:00:00Z');
  const target = `${BASE}/threads/${postId}`;
  web.routes['/note'] = `<!doctype html><a href="${target}">x</a>`;
  expect(await first.get(Receiver).receive({ source: `${web.url}/note`, target })).toMatchObject({ kind: 'received' });
  await first.close();
  const second = await start('none');
  await second.get(Verifier).tick();
  expect(await second.get(Database).manager.find(WebmentionEntity)).toMatchObject([{ state: 'accepted' }]);
});

test.each<[Role, boolean]>([
  ['all', true],
  ['worker', true],
  ['web', false],
])('the role %s looks for mentions that wait: %s', async (role, looks) => {
  const app = await start(role);
  const found = () => app.get(WebmentionsTick, { strict: false });
  if (looks) expect(found()).toBeInstanceOf(WebmentionsTick);
  else expect(found).toThrow();
});

import { jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Command } from 'commander';
import { AppModule } from '../../../src/app.module.js';
import { Affiliations } from '../../../src/modules/affiliations/affiliations.js';
import { registerAffiliationsCommands } from '../../../src/modules/posts/affiliations.command.js';
import { readConfig } from '../../../src/modules/config/config.js';
import { Database } from '../../../src/modules/database/database.js';
import { Ingestion } from '../../../src/modules/posts/ingestion.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { freshDatabase } from '../../support/database.js';
import { aPost, aSource } from '../../support/make.js';

let app: INestApplicationContext;
let drop: () => Promise<void>;
let said: { out: string; err: string };

beforeEach(async () => {
  const fresh = await freshDatabase();
  drop = fresh.drop;
  const config = readConfig({ DATABASE_URL: fresh.url, TIMEZONE: 'Europe/London' });
  app = await NestFactory.createApplicationContext(AppModule.of(config, 'none'), { logger: false, abortOnError: false });
  await aSource(app.get(Database), { slug: 'downing-street', title: 'Downing Street', affiliation: 'unknown' });
  said = { out: '', err: '' };
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((said.out += String(text))));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((said.err += String(text))));
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.exitCode = 0;
  await app.close();
  await drop();
});

/** What one command printed, and its exit code. */
async function run(...args: string[]): Promise<{ out: string; err: string; code: number }> {
  const kept = new Proxy(app, {
    get: (target, name) => (name === 'close' ? () => Promise.resolve() : (Reflect.get(target, name) as unknown)),
  });
  const program = new Command().exitOverride();
  registerAffiliationsCommands(program, () => Promise.resolve(kept));
  for (const group of program.commands) for (const command of group.commands) command.exitOverride();
  said = { out: '', err: '' };
  process.exitCode = 0;
  try {
    await program.parseAsync(['affiliations', ...args], { from: 'user' });
  } catch (error) {
    return { ...said, code: (error as { exitCode?: number }).exitCode ?? 99 };
  }
  return { ...said, code: process.exitCode };
}

test('an account that changes hands keeps what it was', async () => {
  expect(await run('set', 'Downing Street', 'civil-service', '--until', '2010-05-11')).toEqual({
    out: 'Downing Street: civil service, until 11 May 2010 (number 1).\n',
    err: '',
    code: 0,
  });
  const evidence = ['--evidence', 'https://site.example/handover', '--note', 'A new tenant.'];
  expect(await run('set', 'downing-street', 'party', '--from', '2010-05-11', ...evidence)).toMatchObject({ err: '', code: 0 });
  expect((await run('list')).out).toBe(
    '1  Downing Street: civil service, until 11 May 2010\n' +
      '2  Downing Street: party, from 11 May 2010\n    https://site.example/handover\n    A new tenant.\n',
  );
  const [first] = await app.get(Affiliations).list();
  expect(first?.untilAt).toEqual(new Date('2010-05-10T23:00:00Z'));
});

test('a voice is one thing at a time: what stands in the way is named', async () => {
  await run('set', 'downing-street', 'civil-service', '--from', '2008-04-01', '--until', '2010-05-11');
  expect(await run('set', 'downing-street', 'party', '--from', '2010-05-10')).toEqual({
    out: '',
    err: 'A voice is one thing at a time, and there is already: civil service, from 1 April 2008 until 11 May 2010 (number 1). Give other dates, or remove it: hustings affiliations remove NUMBER\n',
    code: 1,
  });
  expect(await run('set', 'downing-street', 'minister', '--author', 'Ada Quill')).toMatchObject({ code: 0 });
  expect(await run('set', 'downing-street', 'party', '--author', ' ada  quill', '--from', '2009-01-01')).toMatchObject({ code: 1 });
  expect(await run('remove', '1')).toMatchObject({ out: 'The affiliation number 1 is gone.\n', code: 0 });
  expect(await run('set', 'downing-street', 'party', '--from', '2010-05-10')).toMatchObject({ code: 0 });
});

test.each([
  [['set', 'Nobody', 'party'], 'There is no source called Nobody.', 1],
  [['set', 'downing-street', 'party', '--from', '2010-05-11', '--until', '2010-05-11'], '--until is the first day', 1],
  [['set', 'downing-street', 'cats'], 'Allowed choices', 1],
  [['set', 'downing-street', 'party', '--from', '2010-02-30'], 'Give a day as 2010-05-11.', 1],
  [['set', 'downing-street', 'party', '--evidence', 'javascript:alert(1)'], 'Give an address that begins', 1],
  [['remove', 'x'], 'There is no affiliation number x.', 1],
])('%j is refused with a sentence', async (args, sentence, code) => {
  const ran = await run(...args);
  expect(ran).toMatchObject({ out: '', code });
  expect(ran.err).toContain(sentence);
});

test('messages that are stored follow at once, and those of a database of an earlier version when asked', async () => {
  const [database, ingestion] = [app.get(Database), app.get(Ingestion)];
  const batch = { sourceId: 1, feedId: null, threadId: null, posts: [aPost({ guid: 'a' }), aPost({ guid: 'b' })], deleted: [] };
  await database.write((manager) => ingestion.store(manager, batch, new Date('2008-04-03T12:00:00Z')));
  const voices = async () => (await database.manager.find(PostEntity)).map(({ voice }) => voice);
  expect((await run('set', 'downing-street', 'party')).out).toBe(
    'Downing Street: party, at all times (number 1).\n2 stored messages looked at again for their voice.\n',
  );
  expect(await voices()).toEqual(['party', 'party']);
  expect((await run('remove', '1')).out).toBe('The affiliation number 1 is gone.\n2 stored messages looked at again for their voice.\n');
  expect(await voices()).toEqual(['unknown', 'unknown']);
  await database.write((manager) => manager.updateAll(PostEntity, { voice: null }));
  await database.write((manager) => manager.updateAll(SourceEntity, { revoiceAfterAt: Number.MIN_SAFE_INTEGER, revoiceAfterId: 0 }));
  expect(await run('refresh')).toMatchObject({ out: '2 stored messages looked at again for their voice.\n', code: 0 });
  expect(await voices()).toEqual(['unknown', 'unknown']);
  expect(await run('refresh')).toMatchObject({ out: '', code: 0 });
});

test('the list for programs', async () => {
  await run('set', 'downing-street', 'minister', '--author', 'Ada Quill', '--from', '2008-04-03');
  expect(JSON.parse((await run('list', '--json')).out)).toEqual({
    id: 1,
    source: 'downing-street',
    author: 'Ada Quill',
    affiliation: 'minister',
    fromAt: '2008-04-02T23:00:00.000Z',
    untilAt: null,
    evidenceUrl: null,
    note: null,
  });
});

import { Controller, Get, Logger, Module } from '@nestjs/common';
import { jest } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { CommandLogger, logFor, ServerLogger } from '../src/logger.js';
import { readConfig } from '../src/modules/config/config.js';
import { ConfigModule } from '../src/modules/config/config.module.js';
import { Allowed } from '../src/modules/pages/access.js';
import { configurePages, PagesModule } from '../src/modules/pages/pages.module.js';

@Controller()
@Allowed('anyone')
class TalkingController {
  @Get('talks')
  async talks(): Promise<string> {
    await new Promise((done) => setImmediate(done));
    new Logger('Talk').warn('Something to look at');
    return 'done';
  }

  @Get('api/fails')
  fails(): never {
    throw new Error('the pipe is broken');
  }
}

@Module({ controllers: [TalkingController] })
class TalkingModule {}

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

let app: NestExpressApplication | null = null;
let said = '';

beforeEach(() => {
  said = '';
  const keep = (text: string | Uint8Array) => ((said += String(text)), true);
  jest.spyOn(process.stdout, 'write').mockImplementation(keep);
  jest.spyOn(process.stderr, 'write').mockImplementation(keep);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await app?.close();
  app = null;
});

async function serve(env: Record<string, string>): Promise<string> {
  const config = readConfig(env);
  const testing = await Test.createTestingModule({ imports: [ConfigModule.of(config), PagesModule, TalkingModule] }).compile();
  app = testing.createNestApplication<NestExpressApplication>({ logger: new ServerLogger({ ...logFor(config), colors: false }) });
  configurePages(app);
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

const records = () =>
  said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('LOG_FORMAT=json: an object a line, with the number of the request, which the answer has too', async () => {
  const url = await serve({ LOG_FORMAT: 'json' });
  const id = (await fetch(`${url}/talks`)).headers.get('x-request-id') ?? '';
  expect(id).toMatch(UUID);
  expect(records()).toEqual([
    expect.objectContaining({ level: 'warn', message: 'Something to look at', context: 'Talk', requestId: id, thread: 'main' }),
  ]);
});

test('the line of a fault has the number of its request and that of the incident', async () => {
  const url = await serve({ LOG_FORMAT: 'json' });
  const response = await fetch(`${url}/api/fails`);
  const { incident } = (await response.json()) as { incident: string };
  const [record] = records();
  expect(record).toMatchObject({ level: 'error', requestId: response.headers.get('x-request-id') });
  expect(record?.message).toContain(`${incident} GET /api/fails: Error: the pipe is broken`);
});

test('text: a line for people, with the number beside what speaks; none where no request is answered', async () => {
  const url = await serve({});
  const id = (await fetch(`${url}/talks`)).headers.get('x-request-id') ?? 'none';
  new Logger('Hustings').log('Read the digest');
  expect(said).toContain(`WARN [Talk ${id}] Something to look at`);
  expect(said).toContain('LOG [Hustings] Read the digest');
});

test.each([
  ['of a proxy that is trusted', '127.0.0.1', 'edge-42:a', 'edge-42:a'],
  ['of anybody', '', 'edge-42:a', null],
  ['of a trusted proxy that lets a line break of JSON through', '127.0.0.1', '"} {"level":"fatal"', null],
  ['of a trusted proxy, and far too long', '127.0.0.1', 'x'.repeat(129), null],
])('X-Request-Id %s', async (_whose, proxies, given, taken) => {
  const url = await serve({ TRUSTED_PROXIES: proxies });
  const id = (await fetch(`${url}/talks`, { headers: { 'X-Request-Id': given } })).headers.get('x-request-id');
  expect(id).toEqual(taken ?? expect.stringMatching(UUID));
});

test('commands say on standard error what goes wrong, as objects too', () => {
  const out = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  const logger = new CommandLogger({ json: true });
  logger.error('It broke', 'Error: It broke\n    at here', 'Poller');
  logger.log('This is talk');
  expect(out).not.toHaveBeenCalled();
  expect(records()).toEqual([
    expect.objectContaining({ level: 'error', message: 'It broke', stack: expect.stringContaining('at here') as string }),
  ]);
});

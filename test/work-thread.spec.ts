import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { readConfig } from '../src/modules/config/config.js';
import { WorkReports } from '../src/modules/probes/work-reports.js';
import { WorkThread } from '../src/work-thread.js';
import { hustings, projectRoot } from './support/cli.js';
import { startWeb, type Web } from './support/web.js';

const RSS = `<rss version="2.0"><channel><title>Harbour Light</title><link>http://harbour.example/</link>
<item><title>The ferry is late again</title><link>http://harbour.example/1</link><guid>1</guid><description>Words.</description></item></channel></rss>`;

let folder: string;
let web: Web;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hustings-'));
  web = await startWeb({ '/feed': { headers: { 'Content-Type': 'application/rss+xml' }, body: RSS } });
});
afterEach(async () => {
  await web.close();
  rmSync(folder, { recursive: true });
});

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

test('the server prints its address, serves what its thread polls, and stops when told', async () => {
  const env = { DATABASE_URL: `sqlite:${join(folder, 'h.sqlite')}`, PORT: '0', ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0' };
  expect(await hustings(['feeds', 'add', `${web.url}/feed`], env)).toMatchObject({ code: 0 });
  const server = spawn(process.execPath, [join(projectRoot, 'bin/hustings.js'), 'serve'], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
  });
  let out = '';
  server.stdout.on('data', (data: Buffer) => (out += data.toString()));
  const ended = once(server, 'exit');
  try {
    await until(() => /http:\/\/127\.0\.0\.1:\d+/.test(out));
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(out) ?? [];
    await until(async () => (await (await fetch(url)).text()).includes('The ferry is late again'));
    await until(async () => (await fetch(`${url}/readyz`)).status === 200);
    const seen = /^hustings_poll_seconds_count\{result="fetched",kind="modified",thread="work"\} 1$/m;
    await until(async () => seen.test(await (await fetch(`${url}/metrics`)).text()));
    const metrics = await (await fetch(`${url}/metrics`)).text();
    for (const name of [
      'hustings_queue_jobs{job="poll-host",state="running",thread="work"}',
      'nodejs_eventloop_lag_p99_seconds{thread="work"}',
    ])
      expect(metrics).toContain(name);
    expect(metrics).toMatch(/^process_resident_memory_bytes\{thread="main"\} \d+$/m);
    expect(metrics).not.toMatch(/^process_\w+\{[^}]*thread="work"/m);
    expect(metrics).toMatch(/^hustings_work_thread_up 1$/m);
  } finally {
    server.kill('SIGTERM');
  }
  expect(await ended).toEqual([null, 'SIGTERM']);
}, 180_000);

describe('a thread that fails', () => {
  const said: unknown[] = [];
  let thread: WorkThread;
  let reports: WorkReports;

  beforeEach(() => {
    said.length = 0;
    jest.spyOn(Logger.prototype, 'error').mockImplementation((message) => void said.push(message));
    reports = new WorkReports();
    thread = new WorkThread(readConfig({}), reports);
  });
  afterEach(async () => {
    thread.onModuleDestroy();
    await thread.onApplicationShutdown();
    jest.restoreAllMocks();
  });

  /** A thread that does this. */
  function doing(script: string): string {
    const file = join(folder, 'thread.mjs');
    writeFileSync(
      file,
      `import { existsSync, writeFileSync } from 'node:fs'; import { parentPort } from 'node:worker_threads'; const folder = ${JSON.stringify(folder)};\n${script}`,
    );
    return file;
  }

  test('begins again, and the log has a sentence about it', async () => {
    thread.start(
      doing(`
        if (!existsSync(folder + '/first')) { writeFileSync(folder + '/first', ''); throw new Error('A feed from hell.'); }
        if (!existsSync(folder + '/second')) { writeFileSync(folder + '/second', ''); process.exit(7); }
        writeFileSync(folder + '/third', '');
        parentPort.once('message', () => { writeFileSync(folder + '/told', ''); process.exit(); });`),
      10,
    );
    await until(() => existsSync(join(folder, 'third')));
    expect(said).toEqual([
      'Polling has stopped, and begins again in 0.01 seconds; pages are still served. A feed from hell.',
      'Polling has stopped, and begins again in 0.01 seconds; pages are still served. Its thread has ended with 7.',
    ]);
    thread.onModuleDestroy();
    await thread.onApplicationShutdown();
    expect(existsSync(join(folder, 'told'))).toBe(true);
    expect(said).toHaveLength(2);
  });

  test('is late until it says that it is there, and again once it has ended', async () => {
    expect(reports.state()).toBe('none');
    thread.start(
      doing(`
        while (!existsSync(folder + '/say')) await new Promise((done) => setTimeout(done, 10));
        parentPort.postMessage([]);
        while (!existsSync(folder + '/end')) await new Promise((done) => setTimeout(done, 10));`),
      60_000,
    );
    expect(reports.state()).toBe('late');
    writeFileSync(join(folder, 'say'), '');
    await until(() => reports.state() === 'running');
    expect(reports.state(performance.now() + 61_000)).toBe('late');
    writeFileSync(join(folder, 'end'), '');
    await until(() => said.length === 1);
    expect(reports.state()).toBe('late');
  });

  test('is not begun again once the program stops', async () => {
    thread.start(doing(`writeFileSync(folder + '/first', ''); throw new Error('At the end.');`), 60_000);
    await until(() => said.length === 1);
    thread.onModuleDestroy();
    await thread.onApplicationShutdown();
    expect(said).toHaveLength(1);
  });
});

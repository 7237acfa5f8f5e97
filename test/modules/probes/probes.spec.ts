/** What whoever watches over the program is told. The thread that polls has its part in `test/work-thread.spec.ts`. */
import { Metrics } from '../../../src/modules/metrics/metrics.js';
import { WorkReports } from '../../../src/modules/probes/work-reports.js';
import { InProcessQueue } from '../../../src/modules/queue/in-process-queue.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { account, Surfer } from '../../support/accounts.js';
import { onPostgres } from '../../support/database.js';
import { type Site, startSite } from '../../support/site.js';

const NOW = new Date('2008-04-05T12:00:00Z');
const TOKEN = 'nobody-guesses-this';

let site: Site;

afterEach(() => site.close());

/** Breaks the database for whoever asks it from now on. */
function takeAway(): void {
  const away = () => {
    throw Object.assign(new Error('gone'), { code: 'SQLITE_IOERR' });
  };
  Object.assign(site.database.source, { createQueryRunner: away });
}

describe('/healthz and /readyz', () => {
  test('of a program that can serve', async () => {
    site = await startSite(NOW, { READER_ACCESS: 'login' });
    const [alive, ready] = [await site.get('/healthz'), await site.get('/readyz')];
    expect([alive.status, alive.headers.get('cache-control'), await alive.json()]).toEqual([200, 'no-store', { isAlive: true }]);
    expect([ready.status, ready.headers.get('cache-control'), await ready.json()]).toEqual([
      200,
      'no-store',
      { isReady: true, problems: [] },
    ]);
  });

  test('whose database is away: alive, and not able to serve, whatever cookie comes along', async () => {
    site = await startSite(NOW);
    site.app.useLogger(false);
    await account(site, 'reader');
    const surfer = await Surfer.signedIn(site, 'reader');
    takeAway();
    expect((await surfer.get('/healthz')).status).toBe(200);
    const ready = await surfer.get('/readyz');
    expect([ready.status, ready.headers.get('cache-control'), await ready.json()]).toEqual([
      503,
      'no-store',
      { isReady: false, problems: [expect.stringMatching(/^The database does not answer\./)] },
    ]);
  });

  test.each([
    ['lacks a change', `DELETE FROM migrations WHERE name = 'Mail0000000000016'`, /^The database lacks changes/],
    ['is a newer one’s', `INSERT INTO migrations (timestamp, name) VALUES (1, 'Later')`, /^A newer Hustings has changed/],
  ])('whose database %s', async (_what, sql, said) => {
    site = await startSite(NOW);
    await site.database.source.query(sql);
    const ready = await site.get('/readyz');
    expect([ready.status, await ready.json()]).toEqual([503, { isReady: false, problems: [expect.stringMatching(said)] }]);
  });

  test('whose thread that polls is not there', async () => {
    site = await startSite(NOW);
    const work = site.app.get(WorkReports);
    work.begin();
    const ready = await site.get('/readyz');
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { isReady: false, problems: [expect.stringMatching(/^The thread that polls/)] },
    ]);
    work.hear([]);
    expect((await site.get('/readyz')).status).toBe(200);
  });
});

describe('/metrics', () => {
  const value = (text: string, series: string) =>
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')[1];

  test('tells of feeds, jobs, requests by their route, polls and the process', async () => {
    site = await startSite(NOW);
    await site.app.get(Metrics).begin('main');
    await site.app.get(SourcesService).addKnownFeeds([{ url: 'https://lamp.example/feed', title: 'The Lamp' }]);
    await site.database.source.query(`UPDATE feed SET next_poll_at = ${NOW.getTime() - 90_000}`);
    site.app.get(Metrics).countPoll('failed', 'refused:missing', 1500);
    for (const path of ['/search', '/threads/998', '/threads/999', '/nowhere', '/healthz', '/metrics']) await site.text(path);
    const response = await site.get('/metrics');
    const text = await response.text();
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
      'no-store',
    ]);
    const count = 'hustings_http_request_seconds_count';
    expect({
      due: value(text, 'hustings_due_feeds'),
      lag: value(text, 'hustings_feed_lag_seconds'),
      up: value(text, 'hustings_database_up'),
      thread: value(text, 'hustings_work_thread_up'),
      polls: value(text, 'hustings_poll_seconds_count{result="failed",kind="refused",thread="main"}'),
      jobs: value(text, 'hustings_queue_jobs{job="poll-host",state="waiting",thread="main"}'),
      search: value(text, `${count}{method="GET",route="/search",status="200",thread="main"}`),
      threads: value(text, `${count}{method="GET",route="/threads/:id",status="404",thread="main"}`),
      nowhere: value(text, `${count}{method="GET",route="none",status="404",thread="main"}`),
    }).toEqual({ due: '1', lag: '90', up: '1', thread: undefined, polls: '1', jobs: '0', search: '1', threads: '2', nowhere: '1' });
    expect(Number(value(text, 'hustings_database_bytes'))).toBeGreaterThan(100_000);
    expect(value(text, 'hustings_database_free_bytes')).toEqual(onPostgres ? undefined : expect.stringMatching(/^\d+$/));
    expect(text).not.toMatch(/route="\/(metrics|healthz)"/);
    for (const name of [
      'nodejs_eventloop_lag_p99_seconds',
      'process_cpu_seconds_total',
      'process_start_time_seconds',
      'process_resident_memory_bytes',
    ])
      expect(text).toContain(`\n${name}{thread="main"} `);
  });

  test('are there while the database is away', async () => {
    site = await startSite(NOW);
    takeAway();
    const text = await site.text('/metrics');
    expect([value(text, 'hustings_database_up'), value(text, 'hustings_due_feeds')]).toEqual(['0', undefined]);
  });

  test('are for this machine alone, where nothing is said', async () => {
    site = await startSite(NOW);
    expect((await site.get('/metrics')).status).toBe(200);
    const refused = await site.get('/metrics', { 'X-Forwarded-For': '203.0.113.9' });
    expect([refused.status, refused.headers.get('cache-control'), await refused.text()]).toEqual([
      401,
      'no-store',
      expect.stringContaining('METRICS_TOKEN'),
    ]);
  });

  test('ask everybody for the token, where one is set', async () => {
    site = await startSite(NOW, { METRICS_TOKEN: TOKEN });
    const status = async (headers: Record<string, string>) => (await site.get('/metrics', headers)).status;
    expect(await status({})).toBe(401);
    expect(await status({ Authorization: `Bearer ${TOKEN}x` })).toBe(401);
    expect(await status({ Authorization: `Bearer ${TOKEN}`, 'X-Forwarded-For': '203.0.113.9' })).toBe(200);
  });
});

test('the queue says how much it has to do', async () => {
  site = await startSite(NOW);
  const queue = new InProcessQueue();
  let release = (): void => undefined;
  const held = new Promise<void>((done) => (release = done));
  queue.handle('send-mail', 1, () => held);
  const all = ['a', 'b', 'c'].map((key) => queue.add('send-mail', key, {}));
  expect(await queue.depths()).toEqual([{ name: 'send-mail', waiting: 2, running: 1 }]);
  release();
  await Promise.all(all);
  expect(await queue.depths()).toEqual([{ name: 'send-mail', waiting: 0, running: 0 }]);
});

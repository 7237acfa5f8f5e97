/**
 * npm run bench:admin [-- --feeds 10000 --requests 40 --on sqlite,postgres --postgres postgres://root@127.0.0.1:5432/postgres]
 *
 * The pages of feeds over loopback, as admins have them, with so many feeds: each beside as many feeds of threads, of which there are more than of sites in
 * practice. The list comes in by the page: uploaded, shown, confirmed, and brought in by what the heartbeat wakes, while a page is asked for now and then.
 */
import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Database } from '../dist/modules/database/database.js';
import { FeedLists } from '../dist/modules/feed-admin/feed-lists.js';
import { configureServing } from '../dist/serving.js';
import { DATABASE_OPTIONS, insertRows, onEach } from './databases.mjs';

const { values } = parseArgs({
  options: { feeds: { type: 'string', default: '10000' }, requests: { type: 'string', default: '40' }, ...DATABASE_OPTIONS },
});
const FEEDS = Number(values.feeds);
const REQUESTS = Number(values.requests);
const AT_ONCE = 500;
const WORDS = 'harbour canal ferry council office press minister health roads schools weather water'.split(' ');

const PAGES = {
  'first page': '/admin/feeds',
  'last page': `/admin/feeds?page=${Math.ceil(FEEDS / 50)}`,
  'newest first': '/admin/feeds?sort=new',
  'by words': '/admin/feeds?q=harbour',
  'by words that nothing has': '/admin/feeds?q=zeppelin',
  'by a tag': '/admin/feeds?tag=folder+7',
  failing: '/admin/feeds?state=failing&sort=failures',
  'one feed': '/admin/feeds/1',
};

await onEach('admin', values, measure);

async function measure(name, url) {
  const config = readConfig({ DATABASE_URL: url, PORT: '0', BASE_URL: 'http://127.0.0.1:3000' });
  const app = await NestFactory.create(AppModule.of(config, 'web'), { logger: ['error', 'fatal'], abortOnError: false });
  try {
    configureServing(app);
    await app.listen(0, '127.0.0.1');
    const site = await app.getUrl();
    print(`\n### ${name}, ${FEEDS.toLocaleString('en')} feeds, load ${loadavg()[0].toFixed(1)}\n`);
    await bringIn(app, site);
    await fill(app.get(Database));
    print('| page | ms, median | p95 | KB |\n|---|---|---|---|');
    for (const [page, path] of Object.entries(PAGES)) await askFor(page, site + path);
  } finally {
    await app.close();
  }
}

async function bringIn(app, site) {
  const file = opml();
  const form = new globalThis.FormData();
  form.set('file', new globalThis.Blob([file]), 'feeds.opml');
  const [shownMs, shown] = await timed(() => fetch(`${site}/admin/feeds/import`, { method: 'POST', body: form, redirect: 'manual' }));
  const path = shown.headers.get('location');
  if (shown.status !== 303) throw new Error(`The list was refused: ${shown.status}`);
  await fetch(site + path, { method: 'POST', redirect: 'manual' });
  let isDone = false;
  const progress = [];
  const watching = (async () => {
    while (!isDone) {
      progress.push((await timed(() => fetch(site + path).then((answer) => answer.text())))[0]);
      await sleep(250);
    }
  })();
  const [importMs] = await timed(() => app.get(FeedLists).tick());
  isDone = true;
  await watching;
  const done = await (await fetch(site + path)).text();
  if (!done.includes(`${FEEDS.toLocaleString('en')} feeds added`)) throw new Error('Not all feeds are in');
  const again = new globalThis.FormData();
  again.set('file', new globalThis.Blob([file]), 'feeds.opml');
  const [againMs] = await timed(() => fetch(`${site}/admin/feeds/import`, { method: 'POST', body: again, redirect: 'manual' }));
  print('| list | |\n|---|---|');
  print(`| size | ${(file.length / 1e6).toFixed(1)} MB |`);
  print(`| uploaded, read and shown | ${(shownMs / 1000).toFixed(2)} s |`);
  print(`| brought in | ${(importMs / 1000).toFixed(2)} s, ${Math.round((FEEDS / importMs) * 1000).toLocaleString('en')} feeds a second |`);
  print(`| page of the progress meanwhile | median ${at(progress, 0.5)} ms, longest ${at(progress, 1)} (${progress.length}) |`);
  print(`| shown once more, all of it known | ${(againMs / 1000).toFixed(2)} s |\n`);
}

/** Every feed polled, some failing, as many feeds of threads beside them. */
async function fill(database) {
  const now = Date.now();
  const hashes = JSON.stringify(Array.from({ length: 20 }, (_, index) => `hash-of-an-entry-${index}`));
  const { isPostgres } = database;
  await database.write(async (manager) => {
    const mark = isPostgres ? '$1' : '?';
    await manager.query(
      `UPDATE feed SET polled_at = ${now}, changed_at = ${now} - id * 1000, entry_hashes = ${mark}, outcome = 'modified', failures = CASE WHEN id % 20 = 0 THEN id % 7 ELSE 0 END, outcome_message = 'The server does not answer.'`,
      [hashes],
    );
    await insertRows(manager, isPostgres, 'post', 'source_id kind guid html text seen_at sort_at entry_hash content_hash', [
      [1, 'post', 'p', '', '', 0, 0, 'e', 'c'],
    ]);
    for (let start = 0; start < FEEDS; start += AT_ONCE) {
      const rows = Array.from({ length: Math.min(AT_ONCE, FEEDS - start) }, (_, index) => [1, 1, `https://threads.example/${start + index}`, 'threads.example', 'comments', 'retired', hashes, 0]); // prettier-ignore
      await insertRows(manager, isPostgres, 'feed', 'source_id post_id url host role state entry_hashes created_at', rows);
    }
  });
  await database.manager.query('ANALYZE');
}

async function askFor(page, url) {
  const times = [];
  let bytes = 0;
  for (let request = 0; request < REQUESTS + 3; request++) {
    const [ms, text] = await timed(async () => {
      const answer = await fetch(url);
      if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`);
      return answer.text();
    });
    bytes = text.length;
    if (request >= 3) times.push(ms);
  }
  print(`| ${page} | ${at(times, 0.5)} | ${at(times, 0.95)} | ${(bytes / 1000).toFixed(0)} |`);
}

/** A list as readers export it: 40 folders, every tenth feed without a site, every fifth of a source that another feed has. */
function opml() {
  const folders = Array.from({ length: 40 }, () => []);
  for (let index = 0; index < FEEDS; index++) {
    const host = `site-${index - (index % 5 === 4 ? 1 : 0)}.example`;
    const site = index % 10 === 0 ? '' : ` htmlUrl="https://${host}/"`;
    const words = [3, 5, 7].map((step) => WORDS[(index * step) % WORDS.length]).join(' ');
    folders[index % 40].push(
      `<outline type="rss" text="The ${words} ${index}" title="The ${words} ${index}" xmlUrl="https://${host}/feeds/${index}"${site}/>`,
    );
  }
  const body = folders.map((feeds, index) => `<outline text="Folder ${index}">${feeds.join('\n')}</outline>`).join('\n');
  return `<?xml version="1.0"?><opml version="2.0"><head><title>Feeds</title></head><body>${body}</body></opml>`;
}

async function timed(work) {
  const begun = performance.now();
  const result = await work();
  return [performance.now() - begun, result];
}

function at(list, share) {
  const sorted = [...list].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

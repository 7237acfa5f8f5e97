/**
 * npm run bench:workers [-- --feeds 1000 --entries 25 --latency 50 --workers 1,2,3,4]
 *
 * So many feeds, each on a host of its own on loopback, polled for the first time and once more by one to four workers on PostgreSQL
 * (BENCH_DATABASE_URL names the server; the database is made and dropped). The time runs from when all are due, with the workers up, to the last of them.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { cpus } from 'node:os';
import { onEach } from './databases.mjs';
import { startServer } from './server.mjs';

const { values } = parseArgs({
  options: {
    feeds: { type: 'string', default: '1000' },
    entries: { type: 'string', default: '25' },
    latency: { type: 'string', default: '50' },
    workers: { type: 'string', default: '1,2,3,4' },
  },
});
const [feeds, entries, latencyMs] = [values.feeds, values.entries, values.latency].map(Number);
const server = process.env.BENCH_DATABASE_URL ?? 'postgres://root@127.0.0.1:5432/test';
const env = {
  PATH: process.env.PATH,
  PORT: '0',
  ALLOW_ADDRESSES: '127.0.0.0/8',
  SECRET_KEY: 'the-same-for-all-of-them-here-and-long-enough',
};

const VOCABULARY =
  'about after answer asked because bridge budget called centre clean closed council decided dry during every fountain from garden have hours letter lock market meeting minister month nobody notice opened other paper people plan planned public question quiet repair report river road school second should spring station street summer their thing three today tower under until village water week which winter without work year'.split(
    ' ',
  );
/** Each entry says something else: thousands that said the same would be settled as copies of one, which is not what is measured here. */
function said(name) {
  const bytes = createHash('sha512').update(name).digest();
  return Array.from(bytes, (byte) => VOCABULARY[byte % VOCABULARY.length]).join(' ');
}

const body = (host) =>
  `<rss version="2.0"><channel><title>${host}</title><link>http://${host}/</link>${Array.from(
    { length: entries },
    (_, n) =>
      `<item><title>Entry ${n} of ${host}</title><link>http://${host}/${n}</link><guid>${host}#${n}</guid><pubDate>${new Date(Date.UTC(2008, 3, 1, 0, n)).toUTCString()}</pubDate><description>${said(`${host} ${n}`)}</description></item>`,
  ).join('')}</channel></rss>`;
const farm = createServer((request, response) =>
  setTimeout(() => response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(body(request.headers.host)), latencyMs),
);
await new Promise((done) => farm.listen(0, '0.0.0.0', done));
const { port } = farm.address();

const rows = [];
for (const count of values.workers.split(',').map(Number)) {
  const [took] = await onEach('workers', { on: 'postgres', postgres: server }, (_, url) => measure(count, url));
  rows.push({ count, ...took });
}
farm.closeAllConnections();
farm.close();
console.log(
  `\n${feeds} feeds of ${entries} entries, each on a host of its own that answers after ${latencyMs} ms; ${cpus().length} cores, farm and PostgreSQL on them, too\n`,
);
console.log(
  '| workers | first poll, s | feeds a second | speed-up | unchanged, s | feeds a second | speed-up |\n|---|---|---|---|---|---|---|',
);
for (const { count, first, again } of rows) {
  const cells = (seconds, alone) => [seconds.toFixed(1), (feeds / seconds).toFixed(0), (alone / seconds).toFixed(2)].join(' | ');
  console.log(`| ${count} | ${cells(first, rows[0].first)} | ${cells(again, rows[0].again)} |`);
}

async function measure(count, url) {
  const workers = [];
  const client = new pg.Client({ connectionString: url });
  try {
    // One after another: the first makes the tables.
    for (let worker = 0; worker < count; worker++)
      workers.push((await startServer({ ...env, DATABASE_URL: url }, ['--role', 'worker'])).server);
    await client.connect();
    await client.query(
      `INSERT INTO source (slug, title, created_at) SELECT 's' || n, 'Source ' || n, 0 FROM generate_series(1, ${feeds}) n`,
    );
    await client.query(
      `INSERT INTO feed (source_id, url, host, role, state, created_at)
       SELECT id, 'http://' || h || '/feed', h, 'posts', 'active', 0
         FROM (SELECT id, '127.1.' || (id / 250) || '.' || (id % 250 + 1) || ':${port}' AS h FROM source WHERE slug LIKE 's%') hosts`,
    );
    const first = await round(client);
    const again = await round(client);
    return { first, again };
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    await client.end();
  }
}

async function round(client) {
  const since = Date.now();
  const begunMs = performance.now();
  await client.query(`UPDATE feed SET next_poll_at = 0 WHERE host LIKE '127.1.%'`);
  for (;;) {
    const { rows: left } = await client.query(`SELECT 1 FROM feed WHERE host LIKE '127.1.%' AND COALESCE(polled_at, 0) < ${since} LIMIT 1`);
    if (left.length === 0) return (performance.now() - begunMs) / 1000;
    await sleep(100);
  }
}

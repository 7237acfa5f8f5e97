/**
 * npm run bench:pages [-- --posts 100000 --seconds 8 --feeds 100 --hosts 25 --per-second 5 --apart]
 *
 * Pages over loopback from one process that serves and polls, as `npm start` does, on SQLite; with --apart another process polls, as `--role worker` does. rate: requests a second with eight connections that ask
 * again at once. p50 and p99: of requests that come at a steady rate, whether or not the one before is answered; idle, and while all feeds of the farm in
 * FEEDFARM (default ../shared/feedfarm) are polled. A closed edition stands beside a static file of the same bytes. Sizes are those over the wire, with the
 * style sheets of the page.
 */
import { fork, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const farmFolder = resolve(process.env.FEEDFARM ?? join(root, '../shared/feedfarm'));
const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '8' },
    feeds: { type: 'string', default: '100' },
    hosts: { type: 'string', default: '25' },
    'per-second': { type: 'string', default: '5' },
    apart: { type: 'boolean', default: false },
  },
});
const SECONDS = Number(values.seconds);
const CONNECTIONS = 8;
const STATIC = 'static file of the size of the closed edition';

const folder = mkdtempSync(join(tmpdir(), 'hustings-bench-'));
mkdirSync(join(folder, 'static'));
const farm = await startFarm();
try {
  writeFileSync(join(folder, 'urls.txt'), await (await fetch(`${farm.url}/urls`)).text());
  const server = fork(join(root, 'bench/pages-serve.mjs'), [`sqlite:${join(folder, 'pages.sqlite')}`, values.posts, join(folder, 'static'), join(folder, 'urls.txt')]); // prettier-ignore
  try {
    await measure(server);
  } finally {
    server.send('end');
  }
} finally {
  await fetch(`${farm.url}/quit`).catch(() => undefined);
  farm.child.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(server) {
  const { url, threadId } = await told(server);
  const closed = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
  const pages = {
    'latest edition': '/',
    'closed edition': `/digest/${closed}`,
    thread: `/threads/${threadId}`,
    entity: '/entities/body-1',
  };
  const pool = new Pool(url, { connections: 64, pipelining: 1 });
  for (const path of Object.values(pages)) for (let time = 0; time < 3; time++) await ask(pool, path);
  writeFileSync(join(folder, 'static/closed.html'), (await ask(pool, pages['closed edition'])).body);
  const all = { ...pages, [STATIC]: '/static/closed.html' };

  print(`\n${Number(values.posts).toLocaleString('en')} posts on SQLite\n`);
  print('| page | KB over the wire | requests/s |\n|---|---|---|');
  const rates = {};
  for (const [name, path] of Object.entries(all)) {
    rates[name] = await rateOf(pool, path);
    print(`| ${name} | ${await kilobytesOf(pool, path)} | ${rates[name].toFixed(0)} |`);
  }
  print(`\nA closed edition is served at ${(rates['closed edition'] / rates[STATIC]).toFixed(2)} of the rate of the static file.\n`);
  print('| page | idle p50 ms | p99 | n |\n|---|---|---|---|');
  report(await steady(pool, all, () => sleep(SECONDS * 1000)));
  let polled;
  const polling = await steady(pool, all, async () => {
    polled = await (values.apart ? pollApart() : pollWithin(server));
  });
  const { feeds, added, seconds } = polled;
  print(`\n| page, while a poll of ${feeds} feeds${values.apart ? ' in another process' : ''} brings ${added} posts in ${seconds} s | p50 ms | p99 | n |\n|---|---|---|---|`); // prettier-ignore
  report(polling);
  await pool.close();
}

function report(times) {
  for (const [name, list] of Object.entries(times)) print(`| ${name} | ${at(list, 0.5)} | ${at(list, 0.99)} | ${list.length} |`);
}

async function pollWithin(server) {
  const answer = told(server);
  server.send('poll');
  return (await answer).polled;
}

async function pollApart() {
  const child = spawn('node', [join(root, 'bench/poll-once.mjs'), join(folder, 'pages.sqlite'), join(folder, 'urls.txt')]);
  let out = '';
  child.stdout.on('data', (data) => (out += data));
  await new Promise((closed) => child.on('close', closed));
  return JSON.parse(out.trim().split('\n').at(-1));
}

async function ask(pool, path, headers = {}) {
  const { statusCode, headers: told, body } = await pool.request({ path, method: 'GET', headers });
  const bytes = Buffer.from(await body.arrayBuffer());
  if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`);
  return { body: bytes, headers: told };
}

async function rateOf(pool, path) {
  const until = performance.now() + SECONDS * 1000;
  let requests = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < until) {
        await ask(pool, path);
        requests++;
      }
    }),
  );
  return requests / SECONDS;
}

/** Each page in its turn at a steady rate until the work is done; milliseconds from when a request was due to its last byte. */
async function steady(pool, pages, work) {
  const times = Object.fromEntries(Object.keys(pages).map((name) => [name, []]));
  const names = Object.keys(pages);
  const everyMs = 1000 / Number(values['per-second']);
  const asked = [];
  let isDone = false;
  const done = work().then(() => (isDone = true));
  const begun = performance.now();
  for (let turn = 0; !isDone; turn++) {
    const due = begun + turn * everyMs;
    await sleep(Math.max(0, due - performance.now()));
    const name = names[turn % names.length];
    asked.push(ask(pool, pages[name]).then(() => times[name].push(performance.now() - due)));
  }
  await done;
  await Promise.all(asked);
  return times;
}

async function kilobytesOf(pool, path) {
  const headers = { 'accept-encoding': 'gzip, br' };
  const page = await ask(pool, path, headers);
  const html = (await ask(pool, path)).body.toString();
  const sheets = [...html.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, href]) => href);
  let bytes = page.body.length;
  for (const sheet of sheets) bytes += (await ask(pool, sheet, headers)).body.length;
  return (bytes / 1000).toFixed(1);
}

function at(times, share) {
  const sorted = [...times].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(1);
}

function told(server) {
  return new Promise((answered, failed) => {
    server.once('message', answered);
    server.once('exit', (code) => failed(new Error(`The server ended with ${code}`)));
  });
}

async function startFarm() {
  const child = spawn('node', [join(farmFolder, 'feedfarm.mjs'), '--port', '0', '--feeds', values.feeds, '--hosts', values.hosts, '--latency', '0', '--comments', '0', '--max-seconds', '3000'], { stdio: ['ignore', 'pipe', 'inherit'] }); // prettier-ignore
  const first = await new Promise((line) => child.stdout.once('data', (data) => line(String(data).split('\n')[0])));
  return { child, url: `http://127.0.0.1:${JSON.parse(first).port}` };
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * npm run bench:pages [-- --posts 100000 --seconds 20 --feeds 300 --hosts 100 --per-second 20 --runs 1 --within]
 *
 * Pages over loopback from one process that serves and polls, as `npm start` does, on SQLite; with --within it polls in the thread of its pages. rate: requests a
 * second with eight connections that ask again at once, as they are and packed for the way; CPU: what the server's process takes for one, which other work on the
 * machine changes less. p50 and p99: of requests that come at a steady rate, whether or not the one before is answered; idle, and while all feeds of the farm in
 * FEEDFARM (default ../shared/feedfarm) are polled. A closed edition stands beside a static file of the same bytes. Sizes are those over the wire, with the
 * style sheets of the page. Each run has a copy of the database that was filled once, so that each poll brings the same.
 */
import { fork } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { startFarm } from './farm.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '20' },
    feeds: { type: 'string', default: '300' },
    hosts: { type: 'string', default: '100' },
    'per-second': { type: 'string', default: '20' },
    runs: { type: 'string', default: '1' },
    within: { type: 'boolean', default: false },
  },
});
const SECONDS = Number(values.seconds);
const RATE_SECONDS = Math.min(8, SECONDS);
const CONNECTIONS = 8;
const PACKED = { 'accept-encoding': 'gzip, br' };
const STATIC = 'static file of the size of the closed edition';

const folder = mkdtempSync(join(tmpdir(), 'hustings-bench-'));
mkdirSync(join(folder, 'static'));
const farm = await startFarm({ feeds: values.feeds, hosts: values.hosts, latency: 0, comments: 0 });
try {
  writeFileSync(join(folder, 'urls.txt'), await farm.urls());
  const fillBegun = performance.now();
  const filler = run('pages-fill.mjs', 'filled');
  // Its log goes into the file as it ends.
  const isWhole = new Promise((closed) => filler.once('exit', closed));
  const filled = await told(filler);
  await isWhole;
  print(`Filled in ${((performance.now() - fillBegun) / 1000).toFixed(0)} s.`);
  for (let number = 1; number <= Number(values.runs); number++) await measureCopy(filled, number);
} finally {
  await farm.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measureCopy(filled, number) {
  const file = join(folder, `run-${number}.sqlite`);
  copyFileSync(join(folder, 'filled.sqlite'), file);
  const server = run(
    'pages-serve.mjs',
    `run-${number}`,
    join(folder, 'static'),
    join(folder, 'urls.txt'),
    values.within ? 'within' : 'beside',
  );
  try {
    await measure(server, filled);
  } finally {
    const ended = new Promise((closed) => server.once('exit', closed));
    server.send('end');
    await ended;
    rmSync(file, { force: true });
  }
}

function run(program, name, ...more) {
  return fork(join(root, 'bench', program), [`sqlite:${join(folder, `${name}.sqlite`)}`, values.posts, ...more]);
}

async function measure(server, { threadId, closed }) {
  const { url } = await told(server);
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

  print(
    `\n${Number(values.posts).toLocaleString('en')} posts on SQLite, Node ${process.version}, ${availableParallelism()} cores, load ${load()} before\n`,
  );
  print('| page | KB over the wire | requests/s | CPU ms | packed: requests/s | CPU ms |\n|---|---|---|---|---|---|');
  const rates = {};
  for (const [name, path] of Object.entries(all)) {
    const [plain, packed] = [await rateOf(server, pool, path, {}), await rateOf(server, pool, path, PACKED)];
    rates[name] = [plain, packed];
    print(
      `| ${name} | ${await kilobytesOf(pool, path)} | ${[plain, packed].map(({ rate, cpuMs }) => `${rate.toFixed(0)} | ${cpuMs.toFixed(2)}`).join(' | ')} |`,
    );
  }
  const shares = rates['closed edition'].map(({ rate, cpuMs }, place) => `${(rate / rates[STATIC][place].rate).toFixed(2)} (by CPU ${(rates[STATIC][place].cpuMs / cpuMs).toFixed(2)})`); // prettier-ignore
  print(`\nA closed edition is served at ${shares[0]} of the rate of the static file; packed, at ${shares[1]}.\n`);
  const idle = await steady(pool, all, server, () => sleep(SECONDS * 1000));
  const before = load();
  let polled;
  const polling = await steady(pool, all, server, async () => {
    polled = (await told(server)).polled;
  }, 'poll'); // prettier-ignore
  report(idle, polling, polled, before);
  await pool.close();
}

function report(idle, polling, { feeds, added, seconds, writes }, before) {
  print(
    `A poll of ${feeds} feeds brings ${added} posts in ${seconds} s${values.within ? ', in the thread of the pages' : ''}. Load ${before} before, ${load()} after it.\n`,
  );
  print('| page | idle: p50 ms | p99 | n | polling: p50 | p99 | n | p99, polling to idle |\n|---|---|---|---|---|---|---|---|');
  for (const [name, quiet] of Object.entries(idle.times)) {
    const busy = polling.times[name];
    const ratio = (at(busy, 0.99) / at(quiet, 0.99)).toFixed(1);
    print(`| ${name} | ${[quiet, busy].map((list) => `${at(list, 0.5)} | ${at(list, 0.99)} | ${list.length}`).join(' | ')} | ${ratio} |`);
  }
  const loops = [idle, polling].map(
    ({ usage }) => `p50 ${usage.loopP50Ms.toFixed(1)}, p99 ${usage.loopP99Ms.toFixed(1)}, longest ${usage.loopMaxMs.toFixed(0)} ms`,
  );
  print(
    `\nThe event loop of the pages was held: idle ${loops[0]}; polling ${loops[1]}. Memory ${idle.usage.rssMb} MB idle, ${polling.usage.rssMb} after the poll, ${polling.usage.maxRssMb} at the most.`,
  );
  if (writes.length > 0)
    print(`A write of the pages meanwhile took p50 ${at(writes, 0.5)}, p99 ${at(writes, 0.99)} ms (${writes.length}).`);
}

function load() {
  return loadavg()[0].toFixed(1);
}

async function ask(pool, path, headers = {}) {
  const { statusCode, headers: told, body } = await pool.request({ path, method: 'GET', headers });
  const bytes = Buffer.from(await body.arrayBuffer());
  if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`);
  return { body: bytes, headers: told };
}

async function rateOf(server, pool, path, headers) {
  const { cpuMs: before } = await asked(server, 'usage');
  const begun = performance.now();
  const until = begun + RATE_SECONDS * 1000;
  let requests = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < until) {
        await ask(pool, path, headers);
        requests++;
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  return { rate: requests / seconds, cpuMs: ((await asked(server, 'usage')).cpuMs - before) / requests };
}

/**
 * Each page in its turn at a steady rate until the work is done; milliseconds from when a request was due to its last byte.
 * @param order what the server is told to do meanwhile; it says when it has begun
 */
async function steady(pool, pages, server, work, order = null) {
  const times = Object.fromEntries(Object.keys(pages).map((name) => [name, []]));
  const names = Object.keys(pages);
  const everyMs = 1000 / Number(values['per-second']);
  const answers = [];
  let isDone = false;
  await asked(server, 'reset');
  if (order !== null) await asked(server, order);
  const done = work().then(() => (isDone = true));
  const begun = performance.now();
  for (let turn = 0; !isDone; turn++) {
    const due = begun + turn * everyMs;
    await sleep(Math.max(0, due - performance.now()));
    const name = names[turn % names.length];
    answers.push(ask(pool, pages[name]).then(() => times[name].push(performance.now() - due)));
  }
  await done;
  await Promise.all(answers);
  return { times, usage: await asked(server, 'usage') };
}

function asked(server, message) {
  const answer = told(server);
  server.send(message);
  return answer;
}

async function kilobytesOf(pool, path) {
  const page = await ask(pool, path, PACKED);
  const html = (await ask(pool, path)).body.toString();
  const sheets = [...html.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, href]) => href);
  let bytes = page.body.length;
  for (const sheet of sheets) bytes += (await ask(pool, sheet, PACKED)).body.length;
  return (bytes / 1000).toFixed(1);
}

function at(times, share) {
  const sorted = [...times].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(1);
}

function told(server) {
  return new Promise((answered, failed) => {
    const ended = (code) => failed(new Error(`The server ended with ${code}`));
    server.once('exit', ended);
    server.once('message', (message) => {
      server.off('exit', ended);
      answered(message);
    });
  });
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

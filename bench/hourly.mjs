/**
 * npm run bench:hourly [-- --feeds 10000 --minutes 10 --role all --per-second 1]
 *
 * One server as `npm start` runs it, on SQLite, with so many feeds that are polled once an hour, evenly spread; a tenth of them get a new entry every minute, and
 * somebody reads pages meanwhile. Prints its share of a core, its memory, how long after its time each feed was polled, and the delay of its event loops. What is
 * stored before, the first polls, and what a server makes of these once are not in it. The farm is that of the folder named by FEEDFARM (default ../shared/feedfarm).
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import Sqlite from 'better-sqlite3';
import { startFarm } from './farm.mjs';
import { ours, workFolder } from './polls.mjs';
import { at, cpuSeconds, residentMb } from './processes.mjs';
import { metricsOf, withPollingServer } from './server.mjs';

const { values } = parseArgs({
  options: {
    feeds: { type: 'string', default: '10000' },
    minutes: { type: 'string', default: '10' },
    entries: { type: 'string', default: '10' },
    hosts: { type: 'string', default: '2500' },
    role: { type: 'string', default: 'all' },
    'per-second': { type: 'string', default: '1' },
  },
});
const { feeds, entries, hosts, role } = values;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A server rests that has taken less than this share of a core for so long. */
const REST_SHARE = 0.03;
const REST_MS = 15_000;
/** So long the server may take until all that its start brings is done. */
const SETTLE_MS = 30_000;
const LOOK_MS = 2_000;

rmSync(workFolder, { recursive: true, force: true });
mkdirSync(workFolder, { recursive: true });
const [file, list] = ['hourly.sqlite', 'urls.txt'].map((name) => join(workFolder, name));
const farm = await startFarm({ feeds, entries, hosts, latency: 50, jitter: 20, comments: 0 });
try {
  writeFileSync(list, await farm.urls());
  const first = await ours(`sqlite:${file}`, list);
  print(`${first.feeds} feeds of ${entries} entries on ${hosts} hosts, role ${role}; load ${loadavg()[0].toFixed(1)}\n`);
  await comeToRest();
  const plan = spreadOverAnHour();
  await withPollingServer(file, { args: ['--role', role] }, (pid, address) => watch(pid, address, plan));
} finally {
  await farm.stop();
}

/** Lets a server do what it does once with posts that none has seen, such as closing the editions of all their days. */
async function comeToRest() {
  const database = new Sqlite(file);
  database.prepare('UPDATE feed SET next_poll_at = ?').run(Date.now() + DAY_MS);
  database.close();
  await withPollingServer(file, { args: ['--role', role] }, async (pid) => {
    for (let [before, used] = [0, cpuSeconds(pid)]; used - before > REST_SHARE * (REST_MS / 1000);) {
      await sleep(REST_MS);
      [before, used] = [used, cpuSeconds(pid)];
    }
  });
}

/** When each feed is to be polled, by its number. */
function spreadOverAnHour() {
  const database = new Sqlite(file);
  const ids = database.prepare('SELECT id FROM feed WHERE post_id IS NULL ORDER BY id').pluck().all();
  const from = Date.now() + SETTLE_MS;
  const plan = new Map(ids.map((id, index) => [id, from + Math.floor((((index * 7919) % ids.length) / ids.length) * HOUR_MS)]));
  const set = database.prepare('UPDATE feed SET next_poll_at = ?, settings = ? WHERE id = ?');
  const settings = JSON.stringify({ leastMinutes: 60, mostMinutes: 60 });
  database.transaction(() => {
    for (const [id, at] of plan) set.run(at, settings, id);
  })();
  database.close();
  return plan;
}

async function watch(pid, address, plan) {
  await sleep(SETTLE_MS);
  const untilMs = performance.now() + Number(values.minutes) * MINUTE_MS;
  const [begun, beginning] = [Date.now(), cpuSeconds(pid)];
  const looks = [];
  const reading = readPages(address, untilMs);
  for (let look = 0; performance.now() < untilMs; look++) {
    if (look % (MINUTE_MS / LOOK_MS) === 0) await farm.tick(1, 0.1);
    looks.push(residentMb(pid));
    await sleep(LOOK_MS);
  }
  const seconds = (Date.now() - begun) / 1000;
  const cpu = cpuSeconds(pid) - beginning;
  const pages = await reading;
  const metrics = await metricsOf(address);
  const lags = lagsOf(plan, begun, Date.now() - LOOK_MS);
  const sorted = [...looks].sort((a, b) => a - b);
  print(
    '| polls | an hour | CPU, share of a core | memory MB: first | median | most | lag s: p50 | p99 | most | loop p99 ms | pages ms: p50 | p99 |',
  );
  print('|---|---|---|---|---|---|---|---|---|---|---|---|');
  const cells = [
    lags.polled,
    ((lags.polled / seconds) * 3600).toFixed(0),
    `${((cpu / seconds) * 100).toFixed(1)} %`,
    looks[0].toFixed(0),
    at(sorted, 0.5).toFixed(0),
    at(sorted, 1).toFixed(0),
    ...[0.5, 0.99, 1].map((share) => (at(lags.ms, share) / 1000).toFixed(1)),
    loops(metrics),
    ...[0.5, 0.99].map((share) => at(pages, share).toFixed(0)),
  ];
  print(`| ${cells.join(' | ')} |`);
  if (lags.forgotten > 0) print(`\n**${lags.forgotten} feeds whose time had come were not polled.**`);
}

async function readPages(address, untilMs) {
  const times = [];
  while (performance.now() < untilMs) {
    const asked = performance.now();
    await (await fetch(`${address}${times.length % 2 === 0 ? '/' : '/sources'}`)).arrayBuffer();
    times.push(performance.now() - asked);
    await sleep(1000 / Number(values['per-second']));
  }
  return times.sort((a, b) => a - b);
}

/** Of the feeds whose time was within these instants. */
function lagsOf(plan, from, until) {
  const database = new Sqlite(file, { readonly: true });
  const polledAt = new Map(database.prepare('SELECT id, polled_at FROM feed').raw().all());
  database.close();
  const due = [...plan].filter(([, planned]) => planned >= from && planned < until);
  const polled = due.filter(([id, planned]) => polledAt.get(id) >= planned);
  // One that came due a moment ago may be under way.
  const forgotten = due.filter(([id, planned]) => polledAt.get(id) < planned && planned < until - MINUTE_MS).length;
  return { polled: polled.length, forgotten, ms: polled.map(([id, planned]) => polledAt.get(id) - planned).sort((a, b) => a - b) };
}

/** The delay of each thread's loop, since it was started. */
function loops(metrics) {
  const found = [...metrics.matchAll(/^nodejs_eventloop_lag_p99_seconds\{thread="(\w+)"\} (\S+)/gm)];
  return found.map(([, thread, seconds]) => `${thread} ${(Number(seconds) * 1000).toFixed(0)}`).join(', ');
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * npm run soak [-- --minutes 60 --feeds 400 --per-second 4]
 *
 * One server as `npm start` runs it, on SQLite, asks a farm of feeds every two minutes, a twentieth of which are faulty in fifteen ways; each minute a third of them get a
 * new entry, and somebody reads pages all the time. Says at the end whether memory, descriptors and handles have grown since a fifth of the time was over, whether
 * Node warned of anything, and whether each entry that was published is there, once. Ends with 1 where not. The report goes into `bench/RESULTS.md`, too.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import Sqlite from 'better-sqlite3';
import { startFarm } from './farm.mjs';
import { ours, workFolder } from './polls.mjs';
import { at, cpuSeconds, descriptors, residentMb } from './processes.mjs';
import { keep } from './results.mjs';
import { metricsOf, withPollingServer } from './server.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    feeds: { type: 'string', default: '400' },
    'per-second': { type: 'string', default: '4' },
  },
});
const FEEDS = Number(values.feeds);
const MINUTES = Number(values.minutes);
const MINUTE_MS = 60_000;
const LOOK_MS = 10_000;
const EACH_MINUTES = 2;
/** Kinds of fault, of which the farm gives each to one feed, from the end of its range, as long as there are feeds for it. */
const FAULTS = '500 503 404 410 403 429 timeout reset slowbody loop malformed truncated oversize gzipbomb entitybomb badlength badgzip flaky html empty'.split(' '); // prettier-ignore
const FAULTY_SHARE = 0.05;
const PAGES = ['/', '/digest', '/sources', '/entities', '/search?q=government', '/digest.atom', '/readyz'];
/** What may have grown when nothing leaks: pages of SQLite, and what V8 lets lie. */
const GROWTH_MAX = 1.1;
const DESCRIPTORS_MORE = 20;

const begunMs = performance.now();
const said = [];
rmSync(workFolder, { recursive: true, force: true });
mkdirSync(workFolder, { recursive: true });
const [file, list] = ['soak.sqlite', 'urls.txt'].map((name) => join(workFolder, name));
const faulty = Math.round(FEEDS * FAULTY_SHARE);
const modes = FAULTS.map((mode, index) => [mode, Math.floor((faulty + FAULTS.length - 1 - index) / FAULTS.length)]);
const farm = await startFarm({
  feeds: FEEDS,
  entries: 25,
  hosts: Math.ceil(FEEDS / 4),
  latency: 30,
  jitter: 20,
  comments: 0,
  hold: 60,
  modes: modes.filter(([, count]) => count > 0).map(([mode, count]) => `${mode}=${count}`).join(','), // prettier-ignore
});
let isSound;
try {
  const urls = await farm.urls();
  writeFileSync(list, urls);
  const good = urls
    .trim()
    .split('\n')
    .slice(0, FEEDS - faulty);
  const first = await numbersOf(good);
  await ours(`sqlite:${file}`, list);
  askEvery(EACH_MINUTES);
  const warnings = [];
  const hear = (text) => warnings.push(...text.split('\n').filter((line) => /Warning|Unhandled|leak/i.test(line)));
  // One of the faulty feeds wants to be left alone for longer than this lasts, and good ones share its host.
  isSound = await withPollingServer(file, { settings: { HOST_SPACING_MS: '200', RETRY_AFTER: 'feed' }, hear }, async (pid, address) => {
    const watched = await watch(pid, address);
    // What came last has time to be polled, and what is polled to be stored.
    await sleep((EACH_MINUTES + 1) * MINUTE_MS);
    return report(watched, warnings, countMissing(good, first, await numbersOf(good)));
  });
} finally {
  await farm.stop();
}
keep(
  'soak',
  'A soak',
  `node bench/soak.mjs --minutes ${MINUTES} --feeds ${FEEDS}`,
  (performance.now() - begunMs) / MINUTE_MS,
  said.join('\n'),
);
process.exitCode = isSound ? 0 : 1;

/** The least and the greatest number of the entries that each feed shows. */
async function numbersOf(urls) {
  const numbers = new Map();
  for (const url of urls) {
    const shown = [...(await (await fetch(url)).text()).matchAll(/\/e\/(\d+)\.html/g)].map(([, number]) => Number(number));
    numbers.set(url, [Math.min(...shown), Math.max(...shown)]);
  }
  return numbers;
}

function askEvery(minutes) {
  const database = new Sqlite(file);
  const settings = JSON.stringify({ leastMinutes: minutes, mostMinutes: minutes });
  const within = minutes * MINUTE_MS;
  database.prepare('UPDATE feed SET settings = ?, next_poll_at = ? + id * 7919 % ?').run(settings, Date.now(), within);
  database.close();
}

async function watch(pid, address) {
  while (!(await fetch(`${address}/readyz`)).ok) await sleep(1000);
  const untilMs = performance.now() + MINUTES * MINUTE_MS;
  const looks = [];
  const cpuBegun = cpuSeconds(pid);
  const reading = readPages(address, untilMs);
  for (let look = 0; performance.now() < untilMs; look++) {
    if (look % (MINUTE_MS / LOOK_MS) === 0) await farm.tick(1, 0.33);
    const metrics = await metricsOf(address);
    looks.push({
      memory: residentMb(pid),
      heap: sum(metrics, 'nodejs_heap_size_used_bytes') / 2 ** 20,
      descriptors: descriptors(pid),
      handles: sum(metrics, 'nodejs_active_handles_total'),
      lag: sum(metrics, 'hustings_feed_lag_seconds'),
    });
    await sleep(LOOK_MS);
  }
  return { looks, pages: await reading, cpu: cpuSeconds(pid) - cpuBegun };
}

/** Over all threads. */
function sum(metrics, name) {
  return [...metrics.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'gm'))].reduce((all, [, value]) => all + Number(value), 0);
}

async function readPages(address, untilMs) {
  const [times, statuses] = [[], new Map()];
  while (performance.now() < untilMs) {
    const asked = performance.now();
    const response = await fetch(`${address}${PAGES[times.length % PAGES.length]}`);
    await response.arrayBuffer();
    times.push(performance.now() - asked);
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    await sleep(1000 / Number(values['per-second']));
  }
  return { times: times.sort((a, b) => a - b), statuses };
}

/** Entries that a good feed published since the first look, against those that are stored of it. */
function countMissing(urls, first, last) {
  const database = new Sqlite(file, { readonly: true });
  const stored = database.prepare(`SELECT url, COUNT(*) FROM post WHERE kind = 'post' GROUP BY url`).raw().all();
  const [integrity] = database.pragma('integrity_check', { simple: false });
  database.close();
  const counts = new Map(stored);
  const counted = { published: 0, missing: 0, twice: 0, integrity: integrity.integrity_check };
  for (const url of urls) {
    const [least, most] = [first.get(url)[0], last.get(url)[1]];
    for (let number = least; number <= most; number++) {
      const count = counts.get(new URL(`e/${number}.html`, url).href) ?? 0;
      counted.published++;
      counted.missing += Number(count === 0);
      counted.twice += Number(count > 1);
    }
  }
  return counted;
}

function report({ looks, pages, cpu }, warnings, { published, missing, twice, integrity }) {
  const settled = looks.slice(Math.floor(looks.length / 5));
  const [early, late] = [settled.slice(0, settled.length / 4), settled.slice(-settled.length / 4)];
  const median = (part, key) => at(part.map((look) => look[key]).sort((a, b) => a - b), 0.5); // prettier-ignore
  const rows = ['memory', 'heap', 'descriptors', 'handles'].map((key) => ({
    key,
    first: looks[0][key],
    early: median(early, key),
    late: median(late, key),
    most: Math.max(...looks.map((look) => look[key])),
  }));
  print(`${FEEDS} feeds, ${faulty} of them faulty (${modes.filter(([, count]) => count > 0).map(([mode]) => mode).join(', ')}), each asked every ${EACH_MINUTES} minutes for ${MINUTES} minutes; ${values['per-second']} pages a second at the most; load at the end ${loadavg()[0].toFixed(1)}\n`); // prettier-ignore
  print('| | at the start | early (median) | late (median) | late to early | most |');
  print('|---|---|---|---|---|---|');
  const names = { memory: 'memory, MB', heap: 'used heap of both threads, MB', descriptors: 'descriptors', handles: 'active handles' };
  for (const { key, first, early: a, late: b, most } of rows)
    print(`| ${names[key]} | ${first.toFixed(0)} | ${a.toFixed(0)} | ${b.toFixed(0)} | ${(b / a).toFixed(2)} | ${most.toFixed(0)} |`);
  const all = [...pages.statuses].map(([status, count]) => `${count} x ${status}`).join(', ');
  print(`\nPages: ${all}; p50 ${at(pages.times, 0.5).toFixed(0)} ms, p99 ${at(pages.times, 0.99).toFixed(0)} ms. CPU ${((cpu / (MINUTES * 60)) * 100).toFixed(0)} % of a core. The feed that waited longest waited ${Math.max(...looks.map(({ lag }) => lag)).toFixed(0)} s.`); // prettier-ignore
  print(`Entries of the good feeds: ${published} published, ${missing} missing, ${twice} there twice. integrity_check: ${integrity}.`);
  print(warnings.length === 0 ? 'Node warned of nothing.' : `Node warned:\n${[...new Set(warnings)].join('\n')}`);
  const [memory, , files, handles] = rows;
  const isFlat = memory.late <= GROWTH_MAX * memory.early;
  const isTidy = files.late <= files.early + DESCRIPTORS_MORE && handles.late <= handles.early + DESCRIPTORS_MORE && warnings.length === 0;
  const isWhole = missing === 0 && twice === 0 && integrity === 'ok' && ![...pages.statuses.keys()].some((status) => status >= 500);
  print(`\nMemory flat: ${yes(isFlat)}. Nothing leaked: ${yes(isTidy)}. Counts exact and pages whole: ${yes(isWhole)}.`);
  return isFlat && isTidy && isWhole;
}

function yes(is) {
  return is ? 'yes' : '**no**';
}

function print(text) {
  said.push(text);
  process.stdout.write(`${text}\n`);
}

/**
 * npm run bench:poll [-- --feeds 1000 --hosts 250 --latency 0 --comments 0 --faults 0]
 *
 * Polls a farm of feeds on loopback three times (first, unchanged, three new entries a feed), beside the ceiling: a fetch, a parse and an insert
 * with no feature at all. Prints seconds, CPU seconds, peak memory, event-loop delay and database size, and the ratios, from one run.
 * The farm and the ceiling are the ones of the folder named by FEEDFARM (default ../shared/feedfarm).
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const farmFolder = resolve(process.env.FEEDFARM ?? join(root, '../shared/feedfarm'));
const { values } = parseArgs({
  options: {
    feeds: { type: 'string', default: '1000' },
    entries: { type: 'string', default: '25' },
    hosts: { type: 'string', default: '250' },
    latency: { type: 'string', default: '0' },
    comments: { type: 'string', default: '0' },
    modes: { type: 'string', default: '' },
  },
});

if (!existsSync(join(farmFolder, 'feedfarm.mjs'))) {
  process.stderr.write(`There is no feed farm in ${farmFolder}. Name its folder in FEEDFARM.\n`);
  process.exit(1);
}

const work = join(root, 'bench/.tmp/poll');
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });

const farm = await startFarm();
try {
  const urls = await (await fetch(`${farm.url}/urls`)).text();
  writeFileSync(join(work, 'urls.txt'), urls);
  const rows = [];
  for (const round of ['first', 'unchanged', '3 new a feed']) {
    if (round === '3 new a feed') await fetch(`${farm.url}/tick?k=3`);
    rows.push({ round, ceiling: values.modes ? null : await ceiling(), ours: await ours() });
  }
  report(rows);
} finally {
  await fetch(`${farm.url}/quit`).catch(() => undefined);
  farm.child.kill();
}

async function startFarm() {
  const { feeds, entries, hosts, latency, comments, modes } = values;
  const args = [
    '--port',
    '0',
    '--feeds',
    feeds,
    '--entries',
    entries,
    '--hosts',
    hosts,
    '--latency',
    latency,
    '--comments',
    comments,
    '--max-seconds',
    '3000',
  ];
  if (modes) args.push('--modes', modes);
  const child = spawn('node', [join(farmFolder, 'feedfarm.mjs'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const first = await firstLine(child.stdout);
  const { port } = JSON.parse(first);
  return { child, url: `http://127.0.0.1:${port}` };
}

/** The ceiling needs undici, feedsmith and better-sqlite3 beside it: it runs from a folder where they resolve to ours. */
async function ceiling() {
  const require = createRequire(join(root, 'package.json'));
  const script = join(work, 'ceiling.mjs');
  if (!existsSync(script)) {
    const { readFileSync } = await import('node:fs');
    const source = readFileSync(join(farmFolder, 'ceiling.mjs'), 'utf8');
    require.resolve('undici');
    writeFileSync(script, source);
  }
  const database = join(work, 'ceiling.sqlite');
  const { out } = await run('node', [script, database, join(work, 'urls.txt')]);
  const { wall, cpu, new: added } = JSON.parse(out.trim().split('\n').at(-1));
  return { wall, cpu, added, bytes: size(database) };
}

async function ours() {
  const database = join(work, 'ours.sqlite');
  const { out } = await run('node', [join(root, 'bench/poll-once.mjs'), database, join(work, 'urls.txt')]);
  return { ...JSON.parse(out.trim().split('\n').at(-1)), bytes: size(database) };
}

async function run(command, args) {
  const child = spawn('/usr/bin/env', [command, ...args], { stdio: ['ignore', 'pipe', 'inherit'], cwd: root });
  let out = '';
  child.stdout.on('data', (data) => (out += data));
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`${command} ${args[0]} ended with ${code}`);
  return { out };
}

function firstLine(stream) {
  return new Promise((done) => {
    let text = '';
    stream.on('data', (data) => {
      text += data;
      if (text.includes('\n')) done(text.slice(0, text.indexOf('\n')));
    });
  });
}

function size(file) {
  return ['', '-wal'].reduce((sum, suffix) => sum + (existsSync(file + suffix) ? statSync(file + suffix).size : 0), 0);
}

function report(rows) {
  const { feeds, entries, hosts, latency, comments, modes } = values;
  process.stdout.write(
    `\n${feeds} feeds x ${entries} entries on ${hosts} hosts, latency ${latency} ms, comment feeds ${comments}${modes ? `, faults ${modes}` : ''}\n\n`,
  );
  process.stdout.write(
    '| poll | | wall s | CPU s | peak MB | loop p99 ms | new | failed | database MB |\n|---|---|---|---|---|---|---|---|---|\n',
  );
  for (const { round, ceiling: c, ours: o } of rows) {
    if (c)
      process.stdout.write(
        `| ${round} | ceiling | ${c.wall.toFixed(2)} | ${c.cpu.toFixed(2)} | - | - | ${c.added} | - | ${(c.bytes / 1e6).toFixed(1)} |\n`,
      );
    process.stdout.write(
      `| ${round} | ours | ${o.wall.toFixed(2)} | ${o.cpu.toFixed(2)} | ${o.maxRssMb} | ${o.loopP99Ms.toFixed(1)} | ${o.added} | ${o.failed} | ${(o.bytes / 1e6).toFixed(1)} |\n`,
    );
    if (c)
      process.stdout.write(
        `| ${round} | **ratio** | ${(o.wall / c.wall).toFixed(2)} | ${(o.cpu / c.cpu).toFixed(2)} | | | | | ${(o.bytes / c.bytes).toFixed(2)} |\n`,
      );
  }
}

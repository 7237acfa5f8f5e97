/**
 * npm run bench [-- --only poll,cost,hourly,workers,pages --quick]
 *
 * Everything that tells how well polling does, one after another: see each script. What they print goes to the terminal and, as it is, into the parts of
 * `bench/RESULTS.md` that this command keeps. With --quick all of it runs,
 * with so little to do that the figures say nothing, and none is kept.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { keep } from './results.mjs';

const bench = dirname(fileURLToPath(import.meta.url));

const RUNS = [
  {
    name: 'poll',
    title: 'Three polls, beside the ceiling and the naive loop',
    script: 'poll.mjs',
    args: [],
    quick: ['--feeds', '50', '--hosts', '20'],
  },
  {
    name: 'latency',
    title: 'The same with 50 ms of latency at each feed',
    script: 'poll.mjs',
    args: ['--feeds', '200', '--hosts', '100', '--latency', '50', '--on', 'sqlite'],
    quick: ['--feeds', '20', '--hosts', '10', '--latency', '50', '--on', 'sqlite'],
  },
  {
    name: 'cost',
    title: 'How the cost grows',
    script: 'cost.mjs',
    args: [],
    quick: ['--feeds', '10,40', '--posts', '1000,5000', '--polled', '20'],
  },
  {
    name: 'hourly',
    title: 'Hourly polls by one server',
    script: 'hourly.mjs',
    args: [],
    quick: ['--feeds', '300', '--minutes', '1', '--hosts', '100'],
  },
  { name: 'workers', title: 'One to four workers', script: 'workers.mjs', args: [], quick: ['--feeds', '60', '--workers', '1,2'] },
  {
    name: 'pages',
    title: 'Pages while polling',
    script: 'pages.mjs',
    args: ['--posts', '100000', '--seconds', '60', '--feeds', '600', '--per-second', '40'],
    quick: ['--posts', '2000', '--seconds', '5', '--feeds', '30'],
  },
];

const { values } = parseArgs({
  options: { only: { type: 'string', default: RUNS.map(({ name }) => name).join(',') }, quick: { type: 'boolean', default: false } },
});
const asked = RUNS.filter(({ name }) => values.only.split(',').includes(name));
if (asked.length === 0) {
  process.stderr.write(`There is nothing of that name to run. There are ${RUNS.map(({ name }) => name).join(', ')}.\n`);
  process.exitCode = 2;
}

for (const { name, title, script, args, quick } of asked) {
  const flags = values.quick ? quick : args;
  process.stdout.write(`\n### ${title}\n`);
  const begun = performance.now();
  const said = await run(script, flags);
  const minutes = (performance.now() - begun) / 60_000;
  if (!values.quick) keep(name, title, `node bench/${script} ${flags.join(' ')}`.trim(), minutes, said);
}

/** A script that fails is told of in the results, and does not keep the others from running. */
async function run(script, args) {
  const child = spawn(process.execPath, [join(bench, script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (data) => {
    said += data;
    process.stdout.write(data);
  });
  const code = await new Promise((ended) => child.once('close', ended));
  if (code === 0) return said;
  process.exitCode = 1;
  return `${said}\n**It ended with ${code}: what stands here is not whole.**`;
}

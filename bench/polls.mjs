/** Polls in processes of their own: ours, the ceiling (a fetch, a parse and an insert with no feature at all), and the loop that anyone would write first. */
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OLD_GENERATION_MB, YOUNG_GENERATION_MB } from '../dist/modules/config/thread-memory.js';
import { farmFolder } from './farm.mjs';

const bench = dirname(fileURLToPath(import.meta.url));

/** Where polls of others run: below this folder, so that what they import is what we have. */
export const workFolder = join(bench, '.tmp/poll');

const AT_ONCE = 64;

/** With the memory that the thread of a server has: of V8's young generation, a semi-space is a third. */
const LIMITS = [`--max-semi-space-size=${YOUNG_GENERATION_MB / 3}`, `--max-old-space-size=${OLD_GENERATION_MB}`];

/** One poll of the feeds of a list, by this program. @param database its address */
export async function ours(database, list) {
  return lastLine(await run([...LIMITS, join(bench, 'poll-once.mjs'), database, list]));
}

export async function ceiling(file, list) {
  return lastLine(await run([others('ceiling.mjs'), file, list, '--conc', String(AT_ONCE)]));
}

export async function naive(file, list) {
  const said = await run([join(bench, 'measured.mjs'), others('naive.mjs'), file, list, String(AT_ONCE)]);
  return { ...lastLine(said), new: Number(/(\d+) new entries/.exec(said)?.[1]) };
}

function others(name) {
  const script = join(workFolder, name);
  if (!existsSync(script)) copyFileSync(join(farmFolder, name), script);
  return script;
}

async function run(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (data) => (out += data));
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`);
  return out;
}

function lastLine(text) {
  return JSON.parse(text.trim().split('\n').at(-1));
}

/**
 * Reads a great many inputs that nobody wrote: each has to give a result or a named error, in bounded time, without polluting a prototype, and its markup
 * has to be free of script by what Chromium says.
 *
 *   npm run fuzz -- [--inputs 1000000] [--seed 1] [--seconds-max N] [--own] [--no-browser] [--chromium PATH] [--keep FOLDER]
 *   npm run fuzz -- --replay FILE.json
 *
 * Documents are the project's own, and those of ../shared where they are there; with --own the project's alone. Inputs are read in a thread, so that one that hangs is found, written to FOLDER with its name, and passed over. Ends with 1 if there is any finding.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBrowser } from './fuzz-browser.mjs';
import { CHUNK, inputOf, loadDocuments, recipesOf } from './fuzz-inputs.mjs';
import { Reader } from './fuzz-reader.mjs';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    'seconds-max': { type: 'string', default: 'Infinity' },
    own: { type: 'boolean', default: false },
    browser: { type: 'boolean', default: true },
    chromium: { type: 'string', default: process.env.TEST_CHROMIUM ?? '/usr/bin/chromium' },
    keep: { type: 'string', default: 'data/fuzz' },
    replay: { type: 'string' },
  },
  allowNegative: true,
});

const seed = Number(values.seed);
const inputs = Number(values.inputs);
const documents = loadDocuments(values.own, (line) => console.log(line));
const reader = new Reader(values.own);
const browser = await openBrowserIfThere();
const startedAt = performance.now();
const seconds = () => (performance.now() - startedAt) / 1000;
const counts = {};
const findings = [];
const slowest = [];
let [done, shown, waiting] = [0, 0, []];

if (values.replay) await replay(values.replay);
else await run();
await inspectWaiting(0);
await reader.close();
await browser?.close();
report();
process.exitCode = findings.length > 0 ? 1 : 0;

async function run() {
  for (let chunk = 0; done < inputs && seconds() < Number(values['seconds-max']); chunk++) {
    const to = Math.min(CHUNK, inputs - done);
    for (let from = 0; from < to;) {
      const { report, hung } = await reader.read({ seed, chunk, from, to });
      // What was read before it in its chunk is read again by nobody: its counts are lost with the thread, and nothing else.
      if (hung) await confirm(chunk, hung);
      else take(report);
      from = hung ? hung.index + 1 : to;
    }
    done += to;
    if (chunk % 200 === 199)
      console.log(`${done} inputs, ${seconds().toFixed(0)} s, ${findings.length} findings, ${shown} pieces of markup looked at`);
    await inspectWaiting(500);
  }
}

/** Alone in a new thread: a thread may die of what others left behind in it. */
async function confirm(chunk, hung) {
  const input = inputOf(recipesOf(seed, chunk)[hung.index], documents);
  const again = await reader.read({ chunk, from: 0, to: 1, input });
  if (again.hung) find({ chunk, index: hung.index, target: input.target, what: again.hung.what }, input);
  else console.log(`Input ${hung.index} of chunk ${chunk} ${hung.what}, but not by itself.`);
}

function take(report) {
  for (const [key, count] of Object.entries(report.counts)) counts[key] = (counts[key] ?? 0) + count;
  for (const finding of report.findings) find({ chunk: report.chunk, ...finding });
  slowest.push({ chunk: report.chunk, ...report.slowest });
  slowest.sort((one, other) => other.ms - one.ms).splice(5);
  waiting.push(...report.shown);
}

/** Keeps the input, so that it can be read again without the documents. */
function find(finding, input = inputOf(recipesOf(seed, finding.chunk)[finding.index], documents)) {
  findings.push(finding);
  console.log(`FINDING ${finding.target}: ${finding.what}`);
  if (findings.length > 200) return;
  mkdirSync(values.keep, { recursive: true });
  const file = join(values.keep, `${seed}-${finding.chunk}-${finding.index}.json`);
  writeFileSync(file, JSON.stringify({ ...finding, input: { ...input, bytes: input.bytes.toString('base64') } }, null, 1));
  console.log(`  kept in ${file}`);
}

async function replay(file) {
  const { chunk, index, input } = JSON.parse(readFileSync(file, 'utf8'));
  input.bytes = Buffer.from(input.bytes, 'base64');
  const { report, hung } = await reader.read({ chunk, from: 0, to: 1, input });
  done = 1;
  if (hung) findings.push({ target: input.target, what: hung.what });
  else take({ ...report, findings: [] });
  for (const { what, stack } of report?.findings ?? []) {
    findings.push({ target: input.target, index, what });
    console.log(stack);
  }
}

async function openBrowserIfThere() {
  if (values.browser && existsSync(values.chromium)) return openBrowser(values.chromium);
  console.log(`No browser at ${values.chromium}: what the markup does in one is not looked at.`);
  return null;
}

async function inspectWaiting(least) {
  while (waiting.length > least) {
    const markup = waiting.splice(0, 1000);
    if (!browser) continue;
    const { hits, wrong, isWhole } = await browser.inspect(markup);
    shown += markup.length;
    if (hits > 0 || wrong.length > 0 || !isWhole) findInMarkup(markup, { hits, wrong, isWhole });
  }
}

function findInMarkup(markup, { hits, wrong, isWhole }) {
  const what = `in the browser: ${hits} scripts ran, ${isWhole ? 'places whole' : 'markup left its place'}, ${JSON.stringify(wrong.slice(0, 3))}`;
  findings.push({ target: 'markup', what });
  mkdirSync(values.keep, { recursive: true });
  const file = join(values.keep, `${seed}-markup-${findings.length}.json`);
  writeFileSync(file, JSON.stringify({ what, markup }));
  console.log(`FINDING ${what}\n  kept in ${file}`);
}

function report() {
  const { user, system } = process.cpuUsage();
  console.log(
    `\n${done} inputs of seed ${seed} in ${seconds().toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of the processor): ${Math.round(done / seconds())} a second.`,
  );
  console.log(
    browser
      ? `${shown} pieces of markup and addresses, each once, looked at in Chromium ${browser.version}.`
      : 'No markup was looked at in a browser.',
  );
  console.table(Object.fromEntries(Object.entries(counts).sort(([one], [other]) => one.localeCompare(other))));
  console.log('Slowest:', slowest.map(({ ms, target, bytes }) => `${target} of ${bytes} bytes ${ms.toFixed(0)} ms`).join('; '));
  console.log(`${findings.length} findings.`);
}

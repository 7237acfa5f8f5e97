/** Reads inputs, chunk by chunk as it is told; says before each which one it is, so that whoever waits for it knows what it hangs on. */
import { parentPort, workerData } from 'node:worker_threads';
import { inputOf, loadDocuments, recipesOf } from './fuzz-inputs.mjs';
import { read } from './fuzz-targets.mjs';

const documents = loadDocuments(workerData.isOwn);
const at = new Int32Array(workerData.at);
const seen = new Set();

parentPort.on('message', async ({ seed, chunk, from, to, input }) => {
  const report = { chunk, counts: {}, findings: [], shown: [], slowest: { ms: 0 } };
  const recipes = input ? [null] : recipesOf(seed, chunk);
  for (let index = from; index < Math.min(to, recipes.length); index++) {
    Atomics.store(at, 0, index);
    const given = input ? { ...input, bytes: Buffer.from(input.bytes) } : inputOf(recipes[index], documents);
    const startedAt = performance.now();
    try {
      const { outcome, markup, addresses } = await read(given);
      const key = `${given.target}: ${outcome}`;
      report.counts[key] = (report.counts[key] ?? 0) + 1;
      keep(report.shown, markup, addresses);
    } catch (error) {
      report.findings.push({ index, target: given.target, what: `${error.name}: ${error.message}`.slice(0, 300), stack: error.stack });
    }
    const ms = performance.now() - startedAt;
    if (ms > report.slowest.ms) report.slowest = { ms, index, target: given.target, bytes: given.bytes.length };
  }
  Atomics.store(at, 0, -1);
  parentPort.postMessage(report);
});

/** What was shown once need not be looked at again. */
function keep(shown, markup, addresses) {
  if (seen.size > 2_000_000) seen.clear();
  for (const html of markup) if (html.includes('<') && isNew(html)) shown.push(html);
  for (const url of addresses)
    if (isNew(url)) shown.push(`<a href="${url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}">x</a>`);
}

function isNew(text) {
  const key = text.length > 40 ? hash(text) : text;
  return seen.has(key) ? false : (seen.add(key), true);
}

/** Two numbers of 26 bits as one: among millions of texts that two share one is no matter here. */
function hash(text) {
  let [one, other] = [text.length, 7];
  for (let place = 0; place < text.length; place++) {
    one = (Math.imul(one, 31) + text.charCodeAt(place)) | 0;
    other = (Math.imul(other ^ text.charCodeAt(place), 0x01000193) + 1) | 0;
  }
  return (one >>> 0) * 0x200000 + (other >>> 11);
}

/**
 * How well near-duplicates are told from what only looks like them, and what that costs.
 *
 *   npm run bench:duplicates [-- --misses] [-- --half tuning] [-- --no-speed]
 *
 * The pairs of test/fixtures/duplicates, which we made ourselves, through the whole way of a post: filed under keys, found by them, compared. Then what the wording of
 * a post takes, and what the write takes with and without it.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
const dist = process.env.DIST ?? '../dist';
const { isComparable, isCopy, keysOf, KEYS_SHARED_MIN } = await import(`${dist}/feeds/copies.js`);
const { wordingOf } = await import(`${dist}/feeds/wording.js`);

const { values } = parseArgs({
  options: { misses: { type: 'boolean' }, half: { type: 'string' }, 'no-speed': { type: 'boolean' } },
});
const pairs = readFileSync(new URL('../test/fixtures/duplicates/pairs.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

for (const half of values.half ? [values.half] : ['tuning', 'held-out', 'harder'])
  score(
    pairs.filter((pair) => pair.half === half),
    half,
  );
if (!values['no-speed']) measureWordings();

function score(chosen, half) {
  const kinds = new Map();
  const all = { right: 0, found: 0, same: 0, notProposed: 0 };
  for (const pair of chosen) {
    const [a, b] = [pair.a, pair.b].map(({ text, html }) => wordingOf(text, html ?? ''));
    const isProposed = isComparable(a) && isComparable(b) && sharedKeys(a, b) >= KEYS_SHARED_MIN;
    const isFound = isProposed && isCopy(a, b);
    if (pair.same) all.same++;
    if (pair.same && !isProposed) all.notProposed++;
    if (isFound) all.found++;
    if (isFound && pair.same) all.right++;
    const kind = kinds.get(pair.kind) ?? { pairs: 0, same: pair.same, wrong: 0 };
    kinds.set(pair.kind, { ...kind, pairs: kind.pairs + 1, wrong: kind.wrong + (isFound === pair.same ? 0 : 1) });
    if (values.misses && isFound !== pair.same)
      console.log(`${pair.id} (${pair.kind}): ${isFound ? 'folded' : isProposed ? 'not folded' : 'not proposed'}`);
  }
  console.log(`\n${half}: ${chosen.length} pairs, ${all.same} of them copies`);
  console.table(Object.fromEntries(kinds));
  const [precision, recall] = [all.right / all.found, all.right / all.same];
  console.log(`precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, copies that no key proposes ${all.notProposed}`);
}

function sharedKeys(a, b) {
  const keys = new Set(keysOf(a));
  return keysOf(b).filter((key) => keys.has(key)).length;
}

/** A press release of some 400 words: four texts in a row. */
function measureWordings() {
  const texts = pairs.filter(({ same }) => same).map(({ a }) => a.text);
  const posts = texts.map((_, index) => [0, 1, 2, 3].map((next) => texts[(index + 7 * next) % texts.length]).join('\n\n'));
  const words = posts.reduce((sum, text) => sum + text.split(/\s+/).length, 0) / posts.length;
  const time = (work) => {
    const rounds = 20;
    for (const text of posts) work(text);
    const from = process.hrtime.bigint();
    for (let round = 0; round < rounds; round++) for (const text of posts) work(text);
    return Number(process.hrtime.bigint() - from) / 1000 / rounds / posts.length;
  };
  const wordings = posts.map((text) => wordingOf(text, ''));
  let index = 0;
  console.log(`\nA post of ${words.toFixed(0)} words:`);
  console.table({
    'its wording and keys': { microseconds: Math.round(time((text) => keysOf(wordingOf(text, '')))) },
    'compared with another': {
      microseconds: Math.round(time(() => isCopy(wordings[index++ % wordings.length], wordings[index % wordings.length]))),
    },
  });
}

/**
 * How well mentions are found, and how fast.
 *
 *   npm run bench:mentions [-- --misses] [-- --half tuning] [-- --no-speed]
 *
 * The sentences of test/fixtures/mentions against the starter catalogue: precision, recall and F1 for each entity and each role. A mention counts as found where entity and
 * place are right to the letter; a role counts where the mention's is right, too. Then posts per second with 10, 1,000 and 10,000 entities.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readCatalogue } from '../dist/modules/mentions/catalogue.js';
import { Matcher } from '../dist/modules/mentions/matcher.js';

const { values } = parseArgs({
  options: { misses: { type: 'boolean' }, half: { type: 'string' }, 'no-speed': { type: 'boolean' } },
});
const file = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const catalogue = readCatalogue(file('starter/uk-public-bodies.json'));
const bad = catalogue.rows.filter(({ ok }) => !ok);
if (bad.length > 0) throw new Error(`The catalogue has bad rows: ${JSON.stringify(bad)}`);
const watched = catalogue.rows.map(({ draft }, index) => ({ ...draft, id: index + 1 }));
const sentences = ['sentences', 'natural-a', 'natural-b', 'natural-c'].flatMap((name) =>
  file(`test/fixtures/mentions/${name}.ndjson`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)),
);

for (const half of values.half ? [values.half] : ['tuning', 'held-out', 'fresh', 'unseen', 'natural-a', 'natural-b', 'natural-c'])
  score(half);
if (!values['no-speed']) measureSpeed();

function score(half) {
  const matcher = new Matcher(watched);
  const [entities, roles, all] = [new Map(), new Map(), new Map()];
  const chosen = sentences.filter((sentence) => sentence.half === half);
  for (const sentence of chosen) {
    const found = matcher.match(readable(sentence)).map(({ entityId, ...rest }) => ({ ...rest, entity: watched[entityId - 1].name }));
    const place = ({ entity, start, end }) => `${entity} ${start} ${end}`;
    count(all, sentence, found, () => 'overall', place);
    count(
      all,
      sentence,
      found,
      () => 'overall, with the right role',
      (mention) => `${place(mention)} ${mention.role}`,
    );
    count(entities, sentence, found, ({ entity }) => entity, place);
    count(
      roles,
      sentence,
      found,
      ({ role }) => role,
      (mention) => `${place(mention)} ${mention.role}`,
    );
    if (values.misses) showMisses(sentence, found);
  }
  console.log(
    `\n${half}: ${chosen.length} sentences, ${chosen.filter(({ mentions }) => mentions.length === 0).length} of them without a mention`,
  );
  console.table(Object.fromEntries([...all, ...roles].map(([name, counts]) => [name, figures(counts)])));
  console.table(Object.fromEntries([...entities].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, counts]) => [name, figures(counts)])));
}

function count(table, { mentions }, found, groupOf, keyOf) {
  const counts = (mention) => {
    const group = groupOf(mention);
    if (!table.has(group)) table.set(group, { right: 0, found: 0, marked: 0 });
    return table.get(group);
  };
  const wanted = new Set(mentions.map(keyOf));
  for (const mention of mentions) counts(mention).marked++;
  for (const mention of found) {
    counts(mention).found++;
    if (wanted.has(keyOf(mention))) counts(mention).right++;
  }
}

function figures({ right, found, marked }) {
  const [precision, recall] = [found === 0 ? 0 : right / found, marked === 0 ? 0 : right / marked];
  const f1 = right === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { marked, found, precision: precision.toFixed(3), recall: recall.toFixed(3), F1: f1.toFixed(3) };
}

function showMisses({ id, text, mentions }, found) {
  const written = ({ entity, role, start, end }) => `${entity} ${role} “${text.slice(start, end)}” at ${start}`;
  const [wanted, got] = [mentions.map(written), found.map(written)];
  const [missing, extra] = [wanted.filter((each) => !got.includes(each)), got.filter((each) => !wanted.includes(each))];
  if (missing.length + extra.length > 0)
    console.log(`${id}: ${text}\n   missing ${missing.join('; ') || '-'}\n   extra   ${extra.join('; ') || '-'}`);
}

function readable({ text, day, platform }) {
  return { kind: 'post', title: null, text, html: '', platform, day, links: [], speakerUrls: [], answeredUrls: [] };
}

/** Posts of 130 words, every tenth of them a word that names of entities are made of; the catalogue is filled up with invented bodies. */
function measureSpeed() {
  let state = 7;
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const syllables = 'ba ke lo mi nu ra se ti vo wa den gor hal jem kin lum nor pel rus tam'.split(' ');
  const word = (end) => Array.from({ length: 2 + random(2) }, () => syllables[random(syllables.length)]).join('') + end;
  const ordinary = () => word(['', 's', 'ed', 'ing'][random(4)]);
  const capital = () => word('by').replace(/^./, (letter) => letter.toUpperCase());
  const invented = Array.from({ length: 10_000 }, (_, index) => ({
    ...readCatalogue(
      JSON.stringify([
        {
          name: `${capital()} ${capital()} ${index % 2 ? 'Agency' : 'Council'}`,
          aliases: [`${capital()} Office`, `=${capital()}${capital()}`, `Board of ${capital()} and ${capital()}`],
        },
      ]),
    ).rows[0].draft,
  }));
  const posts = Array.from({ length: 4000 }, () => {
    const words = Array.from({ length: 120 }, () => (random(12) === 0 ? capital() : ordinary()));
    words.splice(random(100), 0, ...sentences[random(sentences.length)].text.split(' '));
    return { ...readable({ text: `${words.join(' ')}.`, day: '2009-03-02', platform: 'web' }), html: '<p></p>' };
  });
  const runs = [10, 1000, 10_000].map((size) => {
    const chosen = [...watched, ...invented].slice(0, size).map((entity, index) => ({ ...entity, id: index + 1 }));
    const before = performance.now();
    const matcher = new Matcher(chosen);
    return { size, matcher, buildMs: performance.now() - before, rates: [] };
  });
  // In turns, so that whatever else the machine does bears on all alike.
  for (let round = 0; round < 12; round++) {
    for (const { matcher, rates } of runs) {
      const start = process.cpuUsage();
      for (const post of posts) matcher.match(post);
      const { user, system } = process.cpuUsage(start);
      if (round > 0) rates.push(posts.length / ((user + system) / 1e6));
    }
  }
  const table = {};
  for (const { size, matcher, buildMs, rates } of runs) {
    const mentions = posts.reduce((sum, post) => sum + matcher.match(post).length, 0);
    rates.sort((a, b) => a - b);
    table[size] = {
      'posts per CPU second (median of 11)': Math.round(rates[5]),
      'mentions in 4,000 posts': mentions,
      'build ms': Math.round(buildMs),
    };
  }
  console.log('\nThroughput, posts of some 130 words:');
  console.table(table);
}

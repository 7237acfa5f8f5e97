/**
 * Inputs that nobody wrote: real documents, spoilt; and queries and threads made up. fast-check draws the recipe, which is JSON; a recipe and the
 * documents give the input, always the same.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { Buffer } from 'node:buffer';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { MUTATORS } from './fuzz-mutators.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const OWN = ['test/fixtures', 'sample'];
/** Documents of others, where they lie beside the project; never copied into it. */
const BESIDE = ['../shared/corpus', '../shared/fixtures'];
const DOCUMENT = /^\.(?:xml|rss|atom|rdf|json|jsonc|html|http|txt|opml)$/;
/** Of a longer document the head and the tail are taken: a million inputs are to be many, not long. */
const [HEAD_BYTES, TAIL_BYTES] = [3_000, 1_000];
const INPUT_BYTES_MAX = 60_000;
export const CHUNK = 250;

/** How often each reader has its turn, of 100. */
const TURNS = { feed: 26, page: 16, html: 14, text: 8, query: 14, thread: 8, decode: 7, opml: 7 };

/** `isOwn`: those of the project alone, so that a run is the same everywhere. */
export function loadDocuments(isOwn, say = () => {}) {
  const documents = [];
  for (const folder of isOwn ? OWN : [...OWN, ...BESIDE]) {
    const before = documents.length;
    const at = join(root, folder);
    if (statSync(at, { throwIfNoEntry: false })?.isDirectory()) for (const file of filesOf(at)) documents.push(documentOf(file));
    say(`${documents.length - before} documents of ${folder}${documents.length === before ? ' (not there, or empty)' : ''}`);
  }
  const pages = documents.filter(({ isPage }) => isPage);
  return { all: documents.map(({ bytes }) => bytes), pages: pages.map(({ bytes }) => bytes) };
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && DOCUMENT.test(extname(entry.name)) && !/^(?:manifest|oracle)\.json$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function documentOf(file) {
  const whole = readFileSync(file);
  const isLong = whole.length > HEAD_BYTES + TAIL_BYTES;
  const bytes = isLong ? Buffer.concat([whole.subarray(0, HEAD_BYTES), whole.subarray(-TAIL_BYTES)]) : whole;
  return { bytes, isPage: /\.(?:json|jsonc|html|txt|http)$/.test(file) };
}

const nat = fc.nat(0xffffff);
const mutation = fc.record({ how: fc.constantFrom(...Object.keys(MUTATORS)), at: nat, to: nat, size: nat });
const word = fc.constantFrom(
  ...'tax rise "fuel duty" “ ” " ( ) ( ) AND OR NOT NEAR NEAR/5 NEAR/0 NEAR/99999999999999999999 - -( * consult* a* author: author:"Ada source:x SOURCE:__proto__ entity:constructor is:comment is:toString has:replies in:17 in:99999999999999999999 after:2008-04-03 before:2008-13-45 after:0000 before:999999 lang:en lang:__proto__ tag:#x platform:: affiliation:minister é ß İ ﬁ \u202e \ud800 \0 \u0301 漢字 🏛️ @hester #budget https://x.example/?a=b&c'.split(
    ' ',
  ),
);
const anyLetters = fc.array(fc.nat(0x10ffff), { maxLength: 8 }).map((codes) => String.fromCodePoint(...codes));
const query = fc.array(fc.oneof({ weight: 5, arbitrary: word }, { weight: 1, arbitrary: anyLetters }), {
  maxLength: 40,
});
const node = fc.record({
  parent: fc.option(fc.nat(60)),
  at: fc.constantFrom(0, 1, 2, 1.2e12, -1, 8.64e15, Number.MAX_SAFE_INTEGER),
  says: fc.nat(11),
  name: fc.nat(7),
});
const turn = fc.oneof(...Object.entries(TURNS).map(([name, weight]) => ({ weight, arbitrary: fc.constant(name) })));
const documentRecipe = fc.record({
  document: nat,
  other: nat,
  whatever: nat,
  mutations: fc.array(mutation, { minLength: 1, maxLength: 6 }),
});
const recipe = turn.chain((target) =>
  target === 'query'
    ? fc.record({ target: fc.constant(target), words: query })
    : target === 'thread'
      ? fc.record({ target: fc.constant(target), nodes: fc.array(node, { maxLength: 60 }) })
      : documentRecipe.map((rest) => ({ target, ...rest })),
);

/** The recipes of one chunk of a run. */
export function recipesOf(seed, chunk) {
  return fc.sample(recipe, { seed: (seed + chunk * 7919) | 0, numRuns: CHUNK });
}

/** What is read: bytes, and what else its reader is given. */
export function inputOf(recipe, documents) {
  const { target } = recipe;
  if (target === 'query') return { target, bytes: Buffer.from(recipe.words.join(' ')) };
  if (target === 'thread') return { target, bytes: Buffer.from(JSON.stringify(recipe.nodes)) };
  const among = target === 'page' && recipe.whatever % 5 > 0 ? documents.pages : documents.all;
  const [document, other] = [among[recipe.document % among.length], documents.all[recipe.other % documents.all.length]];
  const bytes = recipe.mutations.reduce((spoilt, one) => MUTATORS[one.how](spoilt, one, other).subarray(0, INPUT_BYTES_MAX), document);
  return { target, bytes, whatever: recipe.whatever };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isComparable, isCopy, keysOf, KEYS_SHARED_MIN } from '../../src/feeds/copies.js';
import { wordingOf } from '../../src/feeds/wording.js';
import { inProportion } from '../support/cpu.js';

interface Pair {
  id: number;
  kind: string;
  same: boolean;
  a: { text: string; html?: string };
  b: { text: string; html?: string };
}

const pairs = readFileSync(join(import.meta.dirname, '../fixtures/duplicates/pairs.ndjson'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Pair);

const wordings = ({ a, b }: Pair) => [wordingOf(a.text, a.html ?? ''), wordingOf(b.text, b.html ?? '')] as const;

/** The whole way of a pair: proposed by keys, then compared. */
function isFolded(pair: Pair): boolean {
  const [a, b] = wordings(pair);
  const keys = new Set(keysOf(a));
  const shared = keysOf(b).filter((key) => keys.has(key)).length;
  return isComparable(a) && isComparable(b) && shared >= KEYS_SHARED_MIN && isCopy(a, b);
}

const RELEASE = pairs.find(({ kind }) => kind === 'a sentence before')?.a.text ?? '';

test('the labelled pairs are told apart, but for a few', () => {
  const folded = pairs.filter(isFolded);
  const right = folded.filter(({ same }) => same);
  expect(right.length / folded.length).toBeGreaterThanOrEqual(0.98);
  expect(right.length / pairs.filter(({ same }) => same).length).toBeGreaterThanOrEqual(0.97);
});

test('it does not matter which of two is asked first', () => {
  for (const pair of pairs) {
    const [a, b] = wordings(pair);
    expect(isCopy(b, a)).toBe(isCopy(a, b));
  }
});

test('case, marks, apostrophes and entities are no words', () => {
  const plain = wordingOf(`It's "clear": the Ministers' plan -- all of it -- will go on`, '');
  for (const text of [
    'IT’S “CLEAR”: THE MINISTERS’ PLAN – ALL OF IT – WILL GO ON',
    'Its clear, the ministers plan; all of it will go on!',
    'It&#8217;s &quot;clear&quot;: the Ministers&rsquo; plan &mdash; all of it&nbsp;&mdash; will go on',
  ])
    expect([...wordingOf(text, '').shingles]).toEqual([...plain.shingles]);
});

test('what a post quotes in a block is not its wording, unless it says hardly anything else', () => {
  const own = 'I have read this twice now and I still cannot find the sentence in which somebody says who is going to pay for all of it.';
  const html = `<p>${own}</p><blockquote><p>A short passage of theirs, of a dozen words or so, no more.</p></blockquote>`;
  const text = `${own}\n\nA short passage of theirs, of a dozen words or so, no more.`;
  expect([...wordingOf(text, html).shingles]).toEqual([...wordingOf(own, '').shingles]);
  const passedOn = `<p>From the office:</p><blockquote><p>${RELEASE}</p></blockquote>`;
  expect(isCopy(wordingOf(`From the office: ${RELEASE}`, passedOn), wordingOf(RELEASE, ''))).toBe(true);
});

test('below forty words nothing is a copy, and from there on it is', () => {
  const words = RELEASE.split(/\s+/);
  const [short, enough] = [wordingOf(words.slice(0, 39).join(' '), ''), wordingOf(words.slice(0, 40).join(' '), '')];
  expect([isComparable(short), isComparable(enough)]).toEqual([false, true]);
  expect([isCopy(short, short), isCopy(enough, enough)]).toEqual([false, true]);
});

test('a post has at most ten keys, and any text has a wording', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.nat(20), (text, times) => {
      const wording = wordingOf(`${text} ${RELEASE} `.repeat(times), text);
      const keys = keysOf(wording);
      expect(keys.length).toBeLessThanOrEqual(10);
      expect(new Set(keys).size).toBe(keys.length);
      for (const key of keys) expect(Number.isInteger(key) && key >= 0 && key < 2 ** 32).toBe(true);
    }),
  );
});

test('a text that is written without spaces has a wording too', () => {
  const text = '首相官邸は今日、市民からの質問に毎週答えると発表した。質問は事前に送ることができ、回答には担当者の名前が記される。';
  expect(isCopy(wordingOf(text, ''), wordingOf(`発表 ${text}`, ''))).toBe(true);
});

test('the time grows with the text', async () => {
  await inProportion(() => wordingOf(`${RELEASE} <&amp; “x” `.repeat(20_000), '<blockquote>'.repeat(20_000)));
});

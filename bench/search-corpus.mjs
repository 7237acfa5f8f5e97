/** Posts and comments for the measuring of searches: made up, the same at every run, with words as frequent as those of a language are (Zipf). */

import { insertRows } from './databases.mjs';

export const SOURCES = 300;
const AFFILIATIONS = ['civil-service', 'minister', 'party', 'parliament', 'local-government', 'media', 'commentator', 'public', 'unknown'];
const START = Date.UTC(2008, 0, 1);
const YEARS = 6;
const VOCABULARY = 60_000;
/** Words that the queries ask for, at the rank that they have in the vocabulary. */
const KNOWN = { 0: 'the', 1: 'of', 2: 'and', 3: 'to', 60: 'government', 90: 'minister', 150: 'answer', 180: 'question', 400: 'consultation', 900: 'dredging', 1500: 'tariff', 2500: 'lighthouse', 3000: 'consulted', 4000: 'consultative', 40_000: 'zeppelin' }; // prettier-ignore
const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu ar en is on ur st th nd ck ll'.split(' ');

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function sources() {
  return Array.from({ length: SOURCES }, (_, index) => ({
    id: index + 1,
    slug: `source-${index + 1}`,
    title: `Source ${index + 1}`,
    platform: ['wordpress', 'typepad', 'mastodon', 'web'][index % 4],
    affiliation: AFFILIATIONS[index % AFFILIATIONS.length],
  }));
}

export async function insertSources(manager) {
  for (const { slug, title, platform, affiliation } of sources())
    await manager.sql`INSERT INTO source (slug, title, platform, affiliation, created_at) VALUES (${slug}, ${title}, ${platform}, ${affiliation}, 0)`;
}

const POST =
  'id source_id kind guid title author_name html text language published_at seen_at sort_at root_id parent_id entry_hash content_hash gone_at voice';

/** Posts as they are stored. One that does not say whom it answers answers the post that its thread begins with. */
export function insertPosts(manager, isPostgres, said) {
  const rows = said.map((p) => [p.id, p.sourceId, p.kind, `urn:${p.id}`, p.title, p.author, `<p>${p.text}</p>`, p.text, p.language, p.at, p.at, p.at, p.rootId, p.parentId ?? p.rootId, 'e', 'c', p.goneAt, p.voice]); // prettier-ignore
  return insertRows(manager, isPostgres, 'post', POST, rows);
}

/** Posts in the order of their numbers and of time; four in five are comments on a post shortly before them. */
export function* posts(count) {
  const random = randomOf(2008);
  const word = wordsOf(random);
  const roots = [];
  for (let id = 1; id <= count; id++) {
    const root = id > 10 && random() < 0.8 ? roots[Math.max(0, roots.length - 1 - Math.floor(random() ** 2 * 50))] : null;
    const length = root ? 8 + Math.floor(random() ** 2 * 110) : 30 + Math.floor(random() ** 2 * 400);
    const sourceId = root ? root.sourceId : 1 + Math.floor(random() ** 2 * SOURCES);
    if (!root) roots.push({ id, sourceId });
    yield {
      id,
      sourceId,
      kind: root ? 'comment' : 'post',
      voice: root ? null : AFFILIATIONS[(sourceId - 1) % AFFILIATIONS.length],
      title: root ? null : text(word, 4 + Math.floor(random() * 6)),
      text: text(word, length),
      author: `Reader ${1 + Math.floor(random() ** 3 * 20_000)}`,
      language: random() < 0.95 ? 'en' : 'fr',
      at: START + Math.floor((id / count) * YEARS * 365 * 86_400_000),
      rootId: root?.id ?? null,
      goneAt: random() < 0.005 ? START : null,
    };
  }
}

function wordsOf(random) {
  const shape = randomOf(1834);
  const words = Array.from({ length: VOCABULARY }, (_, rank) => {
    const syllables = 1 + Math.floor(shape() * 3) + (rank > 500 ? 1 : 0);
    return KNOWN[rank] ?? Array.from({ length: syllables }, () => SYLLABLES[Math.floor(shape() * SYLLABLES.length)]).join('');
  });
  const sums = new Float64Array(VOCABULARY);
  let sum = 0;
  for (let rank = 0; rank < VOCABULARY; rank++) sums[rank] = sum += 1 / (rank + 2.7) ** 1.05;
  return () => {
    const wanted = random() * sum;
    let [low, high] = [0, VOCABULARY - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return words[low];
  };
}

function text(word, length) {
  return Array.from({ length }, word).join(' ');
}

/**
 * Agreement of a reader with the oracle, by the rules that PARSERS.md's tables were made with: a share of documents for "found", the feed's title and the
 * count; for a field, the mean over documents of the share of entries whose value agrees. A document that is not read counts as a miss.
 */
import { decodeHTML } from 'entities';

export const SUITES = ['real', 'illformed', 'encoding', 'threads', 'FIELD*', 'fp-wellformed', 'fp-sanitize', 'validator', 'json', 'ALL'];
const FIELD_SUITES = new Set(['real', 'illformed', 'encoding', 'threads']);

/** Which suite a document belongs to: by what is special about it, then by where it is from. */
export function suiteOf(document, expected) {
  if (expected.cls === 'json') return 'json';
  if (document.source === 'threads') return 'threads';
  if (expected.cls === 'encoding' || expected.cls === 'illformed') return expected.cls;
  if (document.source === 'feedparser' || document.source === 'gofeed')
    return /wellformed\/(sanitize|amp)/.test(document.group) ? 'fp-sanitize' : 'fp-wellformed';
  return document.source === 'feedvalidator' ? 'validator' : 'real';
}

/** Text without markup, entities and superfluous blanks: what two readers of one text should agree on, however often it was escaped. */
export function plain(value) {
  let text = value == null ? '' : String(value);
  for (let round = 0; round < 3; round++) {
    const before = text;
    text = decodeHTML(text.replace(/<!--[\s\S]*?-->/g, '').replace(/<\/?[a-zA-Z][^<>]*>/g, ' '));
    if (text === before) break;
  }
  return text
    .normalize('NFC')
    .replace(/[\s\u00a0\u200b\ufeff]+/g, ' ')
    .trim();
}

const squeezed = (value) => plain(value).replace(/\s+/g, '');
const seconds = (value) => (Number.isNaN(Date.parse(value)) ? null : Math.floor(Date.parse(value) / 1000));

function address(value) {
  const text = value ? String(value).trim() : '';
  try {
    return new URL(text).href;
  } catch {
    return text;
  }
}

/** For each field: what the oracle says (nothing: the entry does not count), and whether what was read agrees. */
export const FIELDS = {
  id: [(oracle) => oracle.id, (oracle, entry) => sameId(oracle.id, entry.id)],
  link: [
    (oracle) => oracle.link,
    (oracle, { link }) =>
      link &&
      (address(link) === address(oracle.link) ||
        oracle.links.some((one) => (one.rel || 'alternate') === 'alternate' && address(one.href) === address(link))),
  ],
  title: [(oracle) => oracle.title && plain(oracle.title), (oracle, entry) => plain(entry.title) === plain(oracle.title)],
  author: [(oracle) => oracle.author, (oracle, entry) => sameAuthor(oracle, plain(entry.author))],
  published: [
    (oracle) => oracle.published,
    (oracle, entry) => entry.published && Math.abs(seconds(entry.published) - seconds(oracle.published)) <= 1,
  ],
  html: [(oracle) => oracle.html && plain(oracle.html), (_oracle, entry) => plain(entry.html) !== ''],
  htmlText: [(oracle) => oracle.html && plain(oracle.html), (oracle, entry) => sameText(squeezed(oracle.html), squeezed(entry.html))],
  inReplyTo: [
    (oracle) => oracle.inReplyTo,
    (oracle, entry) => (entry.inReplyTo ?? []).some((one) => address(one) === address(oracle.inReplyTo)),
  ],
  commentRss: [(oracle) => oracle.commentRss, (oracle, entry) => address(entry.commentRss) === address(oracle.commentRss)],
  commentCount: [
    (oracle) => oracle.commentCount,
    (oracle, entry) => entry.commentCount != null && String(entry.commentCount).trim() === String(oracle.commentCount).trim(),
  ],
  comments: [(oracle) => oracle.comments, (oracle, entry) => address(entry.comments) === address(oracle.comments)],
  replies: [
    (oracle) => oracle.replies.length > 0,
    (oracle, entry) => oracle.replies.every((one) => (entry.replies ?? []).some((other) => address(other) === address(one))),
  ],
};

function sameId(oracle, id) {
  if (id == null) return false;
  if (address(id) === address(oracle)) return true;
  const text = String(id).trim();
  return text !== '' && !/^[a-z][a-z0-9+.-]*:/i.test(text) && oracle.endsWith(text.replace(/^[./]+/, ''));
}

function sameAuthor(oracle, name) {
  if (!name) return false;
  const names = [oracle.author, oracle.authorName, ...oracle.authors].filter(Boolean).map(plain);
  return (
    names.includes(name) ||
    (oracle.authorName && name.includes(plain(oracle.authorName))) ||
    names.some((one) => one.includes(name) && name.length > 2)
  );
}

function sameText(oracle, text) {
  if (oracle === text) return true;
  return oracle.length > 200 && Math.abs(oracle.length - text.length) <= oracle.length * 0.01 && oracle.slice(0, 60) === text.slice(0, 60);
}

/** Collects the score of one reader. */
export class Score {
  suites = new Map();
  /** One miss of each document and field, for those who look into them. */
  misses = [];

  add(document, expected, got) {
    const suite = suiteOf(document, expected);
    const names = [suite, 'ALL', ...(FIELD_SUITES.has(suite) ? ['FIELD*'] : [])];
    for (const name of names) this.#addTo(this.#suite(name), document, expected, got, name === suite);
  }

  #suite(name) {
    if (!this.suites.has(name)) this.suites.set(name, { documents: 0, found: 0, counted: 0, titled: 0, titles: 0, sum: {}, n: {} });
    return this.suites.get(name);
  }

  #addTo(suite, document, expected, got, keepMisses) {
    const miss = (field, want, have) => keepMisses && this.misses.push({ id: document.id, field, want, have });
    if (plain(expected.feed?.title)) {
      const agrees = plain(got.title) === plain(expected.feed.title);
      suite.titles += 1;
      suite.titled += agrees ? 1 : 0;
      if (!agrees) miss('feedTitle', expected.feed.title, got.title ?? got.error);
    }
    if (expected.entries.length === 0) return;
    suite.documents += 1;
    suite.found += got.entries.length > 0 ? 1 : 0;
    if (got.entries.length === 0) miss('found', expected.entries.length, got.error);
    suite.counted += got.entries.length === expected.entries.length ? 1 : 0;
    if (got.entries.length !== expected.entries.length) miss('count', expected.entries.length, got.entries.length);
    const pairs = paired(expected.entries, got.entries);
    for (const [field, [said, agrees]] of Object.entries(FIELDS)) {
      const counting = pairs.filter(([oracle]) => said(oracle));
      if (counting.length === 0) continue;
      const wrong = counting.filter(([oracle, entry]) => !agrees(oracle, entry));
      suite.sum[field] = (suite.sum[field] ?? 0) + 1 - wrong.length / counting.length;
      suite.n[field] = (suite.n[field] ?? 0) + 1;
      if (wrong[0]) miss(field, said(wrong[0][0]), wrong[0][1][field === 'htmlText' ? 'html' : field] ?? got.error);
    }
  }

  /** One row a suite, in percent. */
  table() {
    const percent = (part, whole) => (whole ? ((100 * part) / whole).toFixed(1) : '');
    return Object.fromEntries(
      SUITES.filter((name) => this.suites.has(name)).map((name) => {
        const suite = this.suites.get(name);
        const fields = Object.keys(FIELDS).map((field) => [field, percent(suite.sum[field] ?? 0, suite.n[field])]);
        const found = {
          documents: suite.documents,
          found: percent(suite.found, suite.documents),
          count: percent(suite.counted, suite.documents),
        };
        return [name, { ...found, feedTitle: percent(suite.titled, suite.titles), ...Object.fromEntries(fields) }];
      }),
    );
  }
}

/** Entries in one order where both have as many; else by id, link or title. */
function paired(oracle, entries) {
  if (oracle.length === entries.length) return oracle.map((one, index) => [one, entries[index]]);
  const left = [...entries];
  return oracle.map((one) => {
    let index = left.findIndex(
      (entry) =>
        (one.id && entry.id && address(one.id) === address(entry.id)) ||
        (one.link && entry.link && address(one.link) === address(entry.link)),
    );
    if (index < 0) index = left.findIndex((entry) => one.title && plain(entry.title) === plain(one.title));
    return [one, index < 0 ? {} : left.splice(index, 1)[0]];
  });
}

/** What reads an input: each gives a result or the one error that it names; anything else is a finding. Results are looked through as the tables and pages would. */
import { legalText } from '../dist/feeds/characters.js';
import { decode } from '../dist/feeds/decode.js';
import { diffWords } from '../dist/feeds/diff.js';
import { readDate, readLocalDate } from '../dist/feeds/dates.js';
import { discoverFeeds } from '../dist/feeds/discover.js';
import { FeedError } from '../dist/feeds/errors.js';
import { cleanHtml, excerpt, plainText } from '../dist/feeds/html.js';
import { canonicalIn } from '../dist/feeds/indirect-address.js';
import { inferReplies } from '../dist/feeds/infer.js';
import { readOpml } from '../dist/feeds/opml.js';
import { platformDocument } from '../dist/feeds/platform.js';
import { readFeed } from '../dist/feeds/read-feed.js';
import { readSavedHtml, readSavedText } from '../dist/feeds/saved-page.js';
import { flattenThread } from '../dist/feeds/threads.js';
import { canonicalUrl } from '../dist/feeds/urls.js';
import { readMention } from '../dist/feeds/webmention.js';
import { wordingOf } from '../dist/feeds/wording.js';
import { parseQuery } from '../dist/modules/search/query-parser.js';
import { printError, printQuery } from '../dist/modules/search/query-printer.js';
import { knownFromOpml } from '../dist/modules/sources/opml-feeds.js';
import { loadPlatforms } from '../dist/modules/sources/platforms.js';

const platforms = await loadPlatforms();
const ZONE = 'Europe/London';
const URLS = [
  null,
  'not an address',
  'https://blog.example/2008/04/a-post/',
  'https://www.reddit.com/r/x/comments/abc123/a_title/.json',
  'https://town.example/posts/1?page=2#comment-3',
  'https://www.youtube.com/watch?v=abcdefghijk',
  'https://x.livejournal.com/1234.html',
  'https://x.blogspot.com/2008/04/a-post.html',
];
const TYPES = [
  null,
  '',
  'text/html; charset=utf-8',
  'application/xml',
  'text/xml; charset=x-bogus',
  'application/json',
  'text/plain; charset=utf-16',
];
const pick = (list, number) => list[number % list.length];

const documentOf = ({ bytes, whatever }) => platformDocument(decode(bytes, pick(TYPES, whatever >> 4)).text, pick(URLS, whatever), ZONE);
/** A piece of a text, without half a character at its ends. */
const cut = (text, from, to) => legalText(text.slice(from, to));
const textOf = ({ bytes, whatever }) => decode(bytes, pick(TYPES, whatever >> 4)).text;

/** Readers of pages, one after another as the input says. */
const PAGE_READERS = [
  (document) => {
    const seen = platforms.filter((platform) => platform.recognise({ url: document.url, document }) > 0);
    return seen.map((platform) => platform.read(document));
  },
  (document, whatever) => pick(platforms, whatever >> 8).read(document),
  (document) => readSavedHtml(document.text, document) ?? readSavedText(document.text, document),
  (document) => discoverFeeds(document.text, document.url ?? 'https://blog.example/'),
  (document, whatever) =>
    readMention(
      { url: 'https://blog.example/answer', text: document.text, contentType: pick(TYPES, whatever >> 4), timezone: ZONE },
      (url) => url.length % 3 === 0,
    ),
  ({ text, url }) => canonicalIn(text, url ?? 'https://blog.example/'),
];

const TARGETS = {
  async feed(input) {
    const refine = input.whatever % 3 === 0 ? pick(platforms, input.whatever >> 8).refine : undefined;
    const role = pick([undefined, 'posts', 'comments'], input.whatever >> 2);
    const options = { url: pick(URLS, input.whatever), contentType: pick(TYPES, input.whatever >> 4), role, refine };
    const reading = await readFeed(input.bytes, options);
    const entries = new Map();
    for (const { guid, entryHash } of reading.posts) {
      // One that repeats another in every field has its guid.
      expect((entries.get(guid) ?? entryHash) === entryHash, 'two posts of one document have one guid');
      entries.set(guid, entryHash);
    }
    return reading;
  },
  page(input) {
    const found = pick(PAGE_READERS, input.whatever >> 12)(documentOf(input), input.whatever);
    for (const discussion of [found].flat()) {
      if (!discussion?.comments) continue;
      const posts = [...(discussion.post ? [discussion.post] : []), ...discussion.comments];
      expect(new Set(posts.map(({ guid }) => guid)).size === posts.length, 'two messages of one document have one guid');
      expect(
        posts.every(({ guid, inReplyTo }) => inReplyTo?.ref !== guid),
        'a message answers itself',
      );
    }
    return found;
  },
  html(input) {
    const cleaned = cleanHtml({ type: input.whatever % 7 === 0 ? 'text' : 'html', value: textOf(input), base: pick(URLS, input.whatever) });
    return { ...cleaned, wording: wordingOf(cleaned.text, cleaned.html).length };
  },
  text(input) {
    const text = cut(legalText(textOf(input)), 0, 3000);
    const [half, start] = [text.length >> 1, input.whatever % (text.length + 1)];
    const lines = text.split('\n').slice(0, 60);
    const comments = lines.map((line, position) => ({
      id: `c${position}`,
      authorName: cut(line, 0, 12),
      text: line,
      publishedAt: null,
      position,
    }));
    return {
      dates: [readDate(text.slice(start, start + 40)), readLocalDate(text.slice(start, start + 60)), readDate(text)],
      changes: diffWords(cut(text, start, start + 300), cut(text, half, half + 300)),
      words: plainText({ type: 'html', value: text, base: null }),
      excerpt: excerpt(text, 10 + (start % 200)),
      key: canonicalUrl(text.slice(start, start + 3000)),
      replies: inferReplies(comments, { authorName: cut(text, 0, 10), text: cut(text, 0, 500) }),
    };
  },
  query(input) {
    const text = input.bytes.toString('utf8');
    const parsed = parseQuery(text, ZONE);
    if (!parsed.ok) return printError(text, parsed.error);
    const again = parseQuery(printQuery(parsed.query), ZONE);
    expect(again.ok && printQuery(again.query) === printQuery(parsed.query), 'what is printed reads otherwise');
    return parsed.query;
  },
  thread(input) {
    const nodes = JSON.parse(input.bytes.toString('utf8')).map(({ parent, at, says, name }, id) => ({
      id,
      parentId: parent,
      at,
      position: id,
      says,
      name,
    }));
    const lines = flattenThread(nodes, 0);
    expect(
      new Set(lines.map(({ node }) => node.id)).size === nodes.length && lines.length === nodes.length,
      'a message is lost or stands twice',
    );
    const seen = new Set();
    for (const { node, parentId, depth } of lines) {
      expect(parentId === null || seen.has(parentId) || (parentId === 0 && !nodes[0]), 'a message stands before its parent');
      expect(depth >= 0 && depth < nodes.length + 1, 'a depth that cannot be');
      seen.add(node.id);
    }
    const words = [
      'Ann, no.',
      '@Ann yes',
      '> said\nno',
      'I agree with Cem',
      '"',
      '',
      '__proto__: x',
      '\ud800',
      'Ann'.repeat(500),
      '@',
      '> > >',
      '🏛️',
    ];
    const names = ['Ann', 'Cem', '__proto__', 'constructor', '', null, 'A', 'Ann Weaver'];
    const comments = nodes.map(({ id, says, name }) => ({
      id: `${id}`,
      authorName: names[name],
      text: words[says],
      publishedAt: null,
      position: id,
    }));
    return { depths: lines.map(({ depth }) => depth), replies: inferReplies(comments, { authorName: 'Cem', text: 'said' }) };
  },
  decode: (input) => decode(input.bytes, pick(TYPES, input.whatever >> 4)),
  opml(input) {
    const reading = readOpml(decode(input.bytes, 'application/xml').text);
    return { ...reading, known: reading.feeds.map(knownFromOpml) };
  },
};

/** A law that does not hold. */
class Broken extends Error {
  name = 'Broken';
}

function expect(holds, law) {
  if (!holds) throw new Broken(law);
}

const OBJECT_PROPERTIES = Object.getOwnPropertyNames(Object.prototype).length;
const ARRAY_PROPERTIES = Object.getOwnPropertyNames(Array.prototype).length;

/** Reads an input. Out: `outcome`, a word to count by; the markup and addresses that a page would show. Throws what is a finding. */
export async function read(input) {
  let result;
  let outcome = 'result';
  try {
    result = await TARGETS[input.target](input);
    if (result === null) outcome = 'nothing';
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    outcome = error.code;
  }
  const isUnspoilt =
    {}.polluted === undefined &&
    Object.getOwnPropertyNames(Object.prototype).length === OBJECT_PROPERTIES &&
    Object.getOwnPropertyNames(Array.prototype).length === ARRAY_PROPERTIES;
  expect(isUnspoilt, 'a prototype is polluted');
  const shown = { markup: [], addresses: [] };
  // What decode gives is text as it stands in a document: what no table takes is taken out later.
  if (input.target !== 'decode' && input.target !== 'query') lookThrough(result, '', shown);
  return { outcome, ...shown };
}

const ADDRESS = /^(?:url|href|.*Url)$/;

/** What a table or a page cannot bear, wherever it is in a result; and, on the way, what a page shows. */
function lookThrough(value, name, shown) {
  if (typeof value === 'string') {
    expect(!value.includes('\0'), `${name} has a NUL in it`);
    expect(value.isWellFormed(), `${name} has half a character in it`);
    if (name === 'html' || name === 'markup') shown.markup.push(value);
    else if (ADDRESS.test(name)) {
      // Without an address of the document, relative ones stay as they are: what counts is what a browser makes of them.
      const { protocol } = new URL(value, 'https://blog.example/');
      expect(/^https?:$/.test(protocol), `${name} is an address of ${protocol}`);
      if (shown.addresses.length < 10) shown.addresses.push(value);
    }
  } else if (typeof value === 'number') expect(Number.isFinite(value), `${name} is ${value}`);
  else if (value instanceof Date) expect(!Number.isNaN(value.getTime()), `${name} is no date`);
  else if (Array.isArray(value)) for (const inner of value) lookThrough(inner, name, shown);
  else if (value instanceof Map || value instanceof Set) lookThrough([...value].flat(), name, shown);
  else if (typeof value === 'object' && value !== null) {
    expect(!('polluted' in value), `${name} has a prototype from the document`);
    for (const [inner, held] of Object.entries(value)) lookThrough(held, inner, shown);
  }
}

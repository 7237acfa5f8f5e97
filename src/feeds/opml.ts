/** Lists of feeds, in and out. Specification: OPML 2.0, with our own settings in a namespace of ours. */
import { generateOpml } from 'feedsmith';
import { Parser } from 'htmlparser2';
import { namesCommentFeed } from './discover.js';
import { parseJson } from './json.js';
import { absoluteUrl } from './urls.js';

/** The name of our namespace. It is a name and no address: nothing is fetched from it. */
export const OPML_NAMESPACE = 'https://hustings.example/ns/opml';
const PREFIX = 'hustings';

/** One that was removed is in no list. */
const STATES = ['active', 'paused', 'gone', 'retired'] as const;

export interface OpmlFeed {
  url: string;
  title: string | null;
  siteUrl: string | null;
  /** The folders that it lies in, outermost first. */
  folders: string[];
  role: 'posts' | 'comments';
  tags: string[];
  source: { title: string | null; platform: string | null; affiliation: string | null };
  state: (typeof STATES)[number];
  /** Between two polls. */
  leastMinutes: number | null;
  mostMinutes: number | null;
}

export interface OpmlReading {
  /** In the order of the document. */
  feeds: OpmlFeed[];
  /** Sentences for a person: what was left out, and why. */
  warnings: string[];
}

/** Deeper folders are a loop of some program, and no order that a person made. */
const FOLDERS_MAX = 20;
const WARNINGS_MAX = 20;
/** Outlines within each other, feeds that were left open included. Each costs the parser a step for all around it. */
const DEPTH_MAX = 10_000;

/**
 * Reads anyone's list of feeds.
 *
 * In: the text of an OPML document, broken or not: names in any case, no `type`, open elements, bare `&`, `feed:` addresses.
 * Out: every outline with an address (`xmlUrl`), its folders, and our own settings where the list is one of ours; what says nothing about
 * role and state is an active feed of posts, unless its address names a comment feed. `category` gives tags. Never throws.
 */
export function readOpml(text: string): OpmlReading {
  const reader = new OutlineReader();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        if (!reader.open(name, attributes)) parser.pause();
      },
      onclosetag: (name) => reader.close(name),
      onprocessinginstruction: (_, data) => reader.declare(data),
    },
    { xmlMode: true, lowerCaseTags: true, lowerCaseAttributeNames: true, decodeEntities: true },
  );
  parser.end(text);
  return reader.reading();
}

class OutlineReader {
  private readonly feeds: OpmlFeed[] = [];
  private readonly warnings: string[] = [];
  private readonly folders: string[] = [];
  /** For each open outline: whether it added a folder. */
  private readonly added: boolean[] = [];
  private prefix = PREFIX;
  private isOpml = false;

  /** Returns false where reading must stop. */
  open(name: string, attributes: Record<string, string>): boolean {
    if (this.added.length >= DEPTH_MAX) {
      this.warn(`The list is read no further than here: ${DEPTH_MAX} of its outlines are left open.`);
      return false;
    }
    if (name === 'opml') this.isOpml = true;
    for (const [attribute, value] of Object.entries(attributes)) {
      if (attribute.startsWith('xmlns:') && value === OPML_NAMESPACE) this.prefix = attribute.slice('xmlns:'.length);
    }
    if (name === 'outline') this.openOutline(new Map(Object.entries(attributes)));
    return true;
  }

  /** What a document declares may name an entity a billion times over: it is not followed. */
  declare(data: string): void {
    if (/^!(?:DOCTYPE[^>]*\[|ENTITY)/i.test(data))
      this.warnOnce('The list declares entities of its own. They are not put in: what is written with them stays as it stands.');
  }

  close(name: string): void {
    if (name === 'outline' && this.added.pop()) this.folders.pop();
  }

  reading(): OpmlReading {
    if (!this.isOpml && this.feeds.length === 0) this.warnings.push('This is no OPML document: it has no <opml> element.');
    return { feeds: this.feeds, warnings: this.warnings };
  }

  private openOutline(attributes: ReadonlyMap<string, string>): void {
    const label = fold(attributes.get('title')) ?? fold(attributes.get('text'));
    const written =
      attributes.get('xmlurl') ?? (/^(?:rss|atom|feed)$/i.test(attributes.get('type') ?? '') ? attributes.get('url') : undefined);
    const isFolder = written === undefined && label !== null && !attributes.has('url') && this.folders.length < FOLDERS_MAX;
    if (written === undefined && label !== null && this.folders.length >= FOLDERS_MAX)
      this.warnOnce(`Some folders lie more than ${FOLDERS_MAX} deep: the feeds in them are read, and those folders are left out.`);
    this.added.push(isFolder);
    if (isFolder) this.folders.push(label);
    if (written === undefined) return;
    const url = feedAddress(written);
    if (url) this.feeds.push(this.feed(url, attributes));
    else
      this.warn(
        `The feed ${label ?? 'without a name'} is left out: ${written.trim() === '' ? 'it has no address' : `${written.slice(0, 200)} is no web address`}.`,
      );
  }

  private feed(url: string, attributes: ReadonlyMap<string, string>): OpmlFeed {
    const own = (name: string): string | null => fold(attributes.get(`${this.prefix}:${name}`));
    const text = fold(attributes.get('text'));
    const role = own('role');
    const minutes = (name: string) => wholeMinutes(own(name)) ?? wholeMinutes(own('intervalminutes'));
    return {
      url,
      title: fold(attributes.get('title')) ?? (text === url ? null : text),
      siteUrl: absoluteUrl(attributes.get('htmlurl')),
      folders: [...this.folders],
      role: role === 'posts' || role === 'comments' ? role : namesCommentFeed(url) ? 'comments' : 'posts',
      tags: tagsOf(own('tags'), attributes.get('category')),
      source: { title: own('source'), platform: own('platform'), affiliation: own('affiliation') },
      state: STATES.find((state) => state === own('state')) ?? 'active',
      leastMinutes: minutes('leastminutes'),
      mostMinutes: minutes('mostminutes'),
    };
  }

  private warnOnce(message: string): void {
    if (!this.warnings.includes(message)) this.warn(message);
  }

  private warn(message: string): void {
    if (this.warnings.length < WARNINGS_MAX) this.warnings.push(message);
  }
}

/**
 * Writes a list of feeds that any reader can import, and that we read back as it was.
 *
 * In: feeds, and what the list is called and when it was made. Out: an OPML 2.0 document. Feeds of one folder that follow each other share
 * its outline; the order of the feeds is kept. Space in names is folded, and signs that XML cannot hold are left out. Reading it again gives
 * the same feeds.
 */
export function writeOpml(feeds: readonly OpmlFeed[], meta: { title: string; createdAt: Date }): string {
  const root: Outline = { text: '', outlines: [] };
  const open: Outline[] = [root];
  for (const feed of feeds) {
    const shared = feed.folders.findIndex((folder, depth) => open[depth + 1]?.text !== folder);
    open.length = 1 + (shared < 0 ? feed.folders.length : shared);
    for (const folder of feed.folders.slice(open.length - 1)) {
      const outline: Outline = { text: folder, outlines: [] };
      open.at(-1)?.outlines?.push(outline);
      open.push(outline);
    }
    open.at(-1)?.outlines?.push(feedOutline(feed));
  }
  // The specification wants one outline at least.
  if (feeds.length === 0) root.outlines?.push({ text: 'No feeds' });
  const document = { head: { title: meta.title, dateCreated: meta.createdAt }, body: { outlines: root.outlines ?? [] } };
  const xml = generateOpml(document, { extraOutlineAttributes: OWN_ATTRIBUTES });
  return xml.replace('<opml version="2.0">', `<opml version="2.0" xmlns:${PREFIX}="${OPML_NAMESPACE}">`);
}

interface Outline {
  text: string;
  outlines?: Outline[];
  [attribute: string]: unknown;
}

const OWN_ATTRIBUTES = ['role', 'source', 'platform', 'affiliation', 'tags', 'state', 'leastMinutes', 'mostMinutes'].map(
  (name) => `${PREFIX}:${name}`,
);

function feedOutline({ url, title, siteUrl, tags, role, source, state, leastMinutes, mostMinutes }: OpmlFeed): Outline {
  const attributes = {
    text: title ?? url,
    title,
    type: 'rss',
    xmlUrl: url,
    htmlUrl: siteUrl,
    category: tags.length > 0 && tags.every((tag) => !/[,/]/.test(tag)) ? tags.join(',') : null,
    [`${PREFIX}:role`]: role,
    [`${PREFIX}:source`]: source.title,
    [`${PREFIX}:platform`]: source.platform,
    [`${PREFIX}:affiliation`]: source.affiliation,
    [`${PREFIX}:tags`]: tags.length > 0 ? JSON.stringify(tags) : null,
    [`${PREFIX}:state`]: state,
    [`${PREFIX}:leastMinutes`]: leastMinutes === null ? null : String(leastMinutes),
    [`${PREFIX}:mostMinutes`]: mostMinutes === null ? null : String(mostMinutes),
  };
  const written = Object.entries(attributes).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  return Object.fromEntries(written) as Outline;
}

function tagsOf(own: string | null, category: string | undefined): string[] {
  if (own?.startsWith('[')) {
    try {
      const tags = parseJson(own);
      if (Array.isArray(tags)) return tags.filter((tag) => typeof tag === 'string');
    } catch {
      // Written by hand: the commas are what was meant.
    }
  }
  const list = (own ?? category ?? '').split(',').map((tag) => tag.trim().replace(/^\//, ''));
  return [...new Set(list.filter((tag) => tag !== ''))];
}

/** Versions before this one knew one interval, which is the least and the most. */
function wholeMinutes(written: string | null): number | null {
  const minutes = Number(written);
  return Number.isInteger(minutes) && minutes > 0 ? minutes : null;
}

/** `feed://example.org/` and `feed:https://example.org/` are what browsers once made of feed links. */
function feedAddress(written: string): string | null {
  return absoluteUrl(written.trim().replace(/^feed:(?:\/\/(?=[^/]))?(https?:)?/i, (_, scheme: string | undefined) => scheme ?? 'http://'));
}

function fold(text: string | undefined): string | null {
  return text?.replace(/\s+/g, ' ').trim() || null;
}

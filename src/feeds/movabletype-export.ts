/** The export format of Movable Type, which TypePad writes too. Reference: movabletype.org, "The Movable Type Import / Export Format". */
import { postFrom } from './comment.js';
import { discussionOf, html, lineOf, personOf, type Found } from './discussion.js';
import { fingerprint } from './identity.js';
import { instantWithin } from './page-dates.js';
import type { Discussion, PlatformDocument, Reference } from './platform.js';
import type { Markup, Post } from './types.js';
import { absoluteUrl } from './urls.js';

const ENTRY_END = '--------';
const SECTION_END = '-----';

/** A block of the format: `KEY: value` lines, then, behind a name alone, words. */
interface Section {
  /** `''` for the lines at an entry's head, else `BODY`, `COMMENT`, `PING`. */
  name: string;
  fields: ReadonlyMap<string, string>;
  text: string;
}

export function looksLikeMovableTypeExport(text: string): boolean {
  return /^\ufeff?\s*(?:AUTHOR|TITLE): /.test(text) && /^-----\r?$/m.test(text) && /^(?:BODY|COMMENT): *\r?$/m.test(text);
}

/**
 * Reads an export.
 *
 * In: the text and the zone of its times, which name none. Out: the posts and their comments, and the pings as references. A comment has no id: its place
 * under its post names it, for the format keeps the order. E-mail and network addresses are passed over. Linear; never throws for a zone that exists.
 */
export function readMovableTypeExport({ text, timezone }: PlatformDocument): Discussion {
  const posts: Post[] = [];
  const comments: Found[] = [];
  const references: Reference[] = [];
  for (const sections of entriesOf(text)) {
    const post = postOf(sections, timezone, posts.length + comments.length);
    if (!post) continue;
    posts.push(post);
    const [said, pinged] = ['COMMENT', 'PING'].map((name) => sections.filter((section) => section.name === name));
    comments.push(...(said ?? []).map((section, index) => commentOf(section, post, timezone, index + 1)));
    references.push(...(pinged ?? []).flatMap((section) => pingOf(section, post.guid, timezone)));
  }
  const [only = null] = posts;
  const discussion = discussionOf({ comments, references, count: comments.length });
  return posts.length === 1 ? { ...discussion, post: only } : { ...discussion, posts };
}

function entriesOf(text: string): Section[][] {
  const entries: Section[][] = [];
  let entry: Section[] = [];
  let lines: string[] = [];
  for (const line of [...text.replace(/^\ufeff/, '').split(/\r\n?|\n/), SECTION_END, ENTRY_END]) {
    if (line === SECTION_END || line === ENTRY_END) {
      if (lines.some((each) => each.trim() !== '')) entry.push(sectionOf(lines));
      lines = [];
      if (line === ENTRY_END && entry.length > 0) entries.push(entry);
      if (line === ENTRY_END) entry = [];
    } else lines.push(line);
  }
  return entries;
}

function sectionOf(lines: readonly string[]): Section {
  let at = lines.findIndex((line) => line.trim() !== '');
  const name = /^([A-Z][A-Z ]*): *$/.exec(lines[at] ?? '')?.[1] ?? '';
  const isWords = /^(?:BODY|EXTENDED BODY|EXCERPT|KEYWORDS)$/.test(name);
  if (/^(?:COMMENT|PING)$/.test(name) || isWords) at++;
  const fields = new Map<string, string>();
  for (; !isWords && at < lines.length; at++) {
    const field = /^([A-Z][A-Z ]{1,30}):(?: (.*))?$/.exec(lines[at] ?? '');
    if (!field) break;
    fields.set(field[1] ?? '', (field[2] ?? '').trim());
  }
  return { name: isWords || /^(?:COMMENT|PING)$/.test(name) ? name : '', fields, text: lines.slice(at).join('\n').trim() };
}

function postOf(sections: readonly Section[], timezone: string, position: number): Post | null {
  const head = sections.find(({ name }) => name === '');
  if (!head) return null;
  const { fields } = head;
  const title = fields.get('TITLE') ?? null;
  const words = sections.filter(({ name }) => name === 'BODY' || name === 'EXTENDED BODY').map((section) => section.text);
  const date = fields.get('DATE') ?? '';
  const id = fields.get('BASENAME') ?? fields.get('UNIQUE URL') ?? '';
  return postFrom(
    {
      kind: 'post',
      guid: `movabletype:${fingerprint(id, title, date)}`,
      aliases: [],
      url: absoluteUrl(fields.get('UNIQUE URL')),
      title,
      author: personOf(fields.get('AUTHOR') ?? null),
      publishedAt: instantWithin(date, timezone),
      updatedAt: null,
      markup: markupOf(words.join('\n\n')),
      inReplyTo: null,
      replyBasis: null,
    },
    position,
  );
}

function commentOf({ fields, text }: Section, post: Post, timezone: string, count: number): Found {
  return {
    guid: `${post.guid}#comment-${count}`,
    url: null,
    author: personOf(fields.get('AUTHOR') ?? null, fields.get('URL')),
    publishedAt: instantWithin(fields.get('DATE') ?? '', timezone),
    markup: markupOf(text),
    inReplyTo: { ref: post.guid, url: post.url },
    replyBasis: 'feed',
  };
}

function pingOf({ fields, text }: Section, target: string, timezone: string): Reference[] {
  const url = absoluteUrl(fields.get('URL'));
  const publishedAt = instantWithin(fields.get('DATE') ?? '', timezone);
  return url === null ? [] : [{ url, title: lineOf(fields.get('TITLE') ?? null), excerpt: lineOf(text), publishedAt, target }];
}

/** Words with tags of their own for paragraphs are markup; in others the line breaks are the author's. */
function markupOf(text: string): Markup {
  const value = /<(?:p|br|div|blockquote|ul|ol)\b/i.test(text) ? text : text.replace(/\n/g, '<br>\n');
  return html(value);
}

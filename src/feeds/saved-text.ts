/** The plain text of a saved blog page: a post, then comments that each end in a line saying who wrote it and when. */
import { instantOnPage, savedThread, type SavedMessage, type SavedPage, type SavedThread } from './saved-thread.js';

const DAY = String.raw`(?:[A-Z][a-z]{2,8},? )?(?:[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}\.?,? \d{4})`;
const MOMENT = String.raw`${DAY},?(?: at| @)? \d{1,2}[:.]\d{2}(?::\d{2})?(?: ?[AP]\.?M\.?)?`;

/** The whole line is `Posted by: NAME | DATE`. The name may hold anything, a `|` too: the full date at the end is what makes a footer. */
const FOOTER = new RegExp(`^Posted by:? ?(.*?) ?(?:\\||\\b(?:on|at)\\b) ?(${MOMENT})$`, 'i');

/** The post's own footer goes on after the date: `Posted by NAME on DATE in NEWS | Permalink | Comments (3)`. */
const POST_FOOTER = new RegExp(
  `^Posted by:? ?(.*?) ?(?:\\||\\b(?:on|at)\\b) ?(${MOMENT})(?: in [^|]+)? ?\\| ?(?:Permalink|Comments?|TrackBacks?|Link)\\b.*$`,
  'i',
);

/** A heading between the post and its comments. */
const HEADING = /^(?:\d+ )?(?:comments?|responses?|replies)(?: \(\d+\))?:?$/i;

/** A footer that the page broke over lines: what stands above the break ends in `|`, or within the date behind it. */
const BROKEN_FOOTER = /\|(?: [A-Z][a-z]{2,8}[\w ,]*)?$/;

/** No footer is longer; what is longer is not tried. */
const FOOTER_LENGTH_MAX = 300;
/** Lines over which a saved footer may be broken. */
const FOOTER_LINES_MAX = 3;

/** The name and the instant of a footer that stands alone, such as the foot of a comment on a page; null for what is none (the form's empty one). */
export function readFooter(line: string, timezone: string): { name: string; date: Date } | null {
  return footerAt([line.slice(0, FOOTER_LENGTH_MAX)], 0, FOOTER, timezone);
}

interface Footer {
  start: number;
  /** The line after it. */
  end: number;
  name: string;
  date: Date;
}

/**
 * Reads the plain text of a blog page.
 *
 * In: the text, where it was, and the zone of its times. Out: the post and its comments in the order of the page; null where no line closes
 * a comment.
 * A footer line closes the comment above it. The first comment begins after the post's own footer or a heading such as "3 Comments" where
 * there is one; else after the longest run of blank lines before the first footer, of equal runs the last; else it is the last line.
 * What follows the last footer belongs to the page's form and is left out. Line ends within a sentence are mended: a line that begins with a
 * small letter goes on from the line above.
 * @throws RangeError for a zone that does not exist
 */
export function readSavedText(text: string, page: SavedPage): SavedThread | null {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r\n?|\n/)
    .map((line) => line.replace(/\s+/g, ' ').trim());
  const footers = findFooters(lines, FOOTER, page.timezone);
  const first = footers[0];
  if (!first) return null;

  const parting = partPost(lines.slice(0, first.start), page.timezone);
  const comments = footers.map((footer, index): SavedMessage => {
    const start = index === 0 ? parting.commentStart : (footers[index - 1]?.end ?? 0);
    return message(lines.slice(start, footer.start), footer, page);
  });
  const { title, body } = splitTitle(lines.slice(0, parting.postEnd));
  return savedThread({ ...message(body, parting.footer, page), title, url: page.url, id: page.url }, comments, page);
}

function findFooters(lines: readonly string[], pattern: RegExp, timezone: string): Footer[] {
  const footers: Footer[] = [];
  for (let start = 0; start < lines.length; start++) {
    if (!/^posted by\b/i.test(lines[start] ?? '')) continue;
    const footer = footerAt(lines, start, pattern, timezone);
    if (!footer) continue;
    footers.push(footer);
    start = footer.end - 1;
  }
  return footers;
}

function footerAt(lines: readonly string[], start: number, pattern: RegExp, timezone: string): Footer | null {
  let line = '';
  for (let end = start + 1; end <= start + FOOTER_LINES_MAX; end++) {
    const next = lines[end - 1];
    if (!next) return null;
    line = line === '' ? next : `${line} ${next}`;
    if (line.length > FOOTER_LENGTH_MAX) return null;
    const [, name = '', moment = ''] = pattern.exec(line) ?? [];
    const date = moment === '' ? null : instantOnPage(moment, timezone);
    if (date) return { start, end, name, date };
    if (!BROKEN_FOOTER.test(line)) return null;
  }
  return null;
}

/** Where the post ends and the first comment begins, in the lines above the first comment's footer. */
function partPost(lines: readonly string[], timezone: string): { postEnd: number; commentStart: number; footer: Footer | null } {
  const footer = findFooters(lines, POST_FOOTER, timezone).at(-1) ?? null;
  const heading = lines.findLastIndex((line) => HEADING.test(line));
  if (footer || heading >= 0) {
    return {
      postEnd: Math.min(footer?.start ?? heading, heading < 0 ? lines.length : heading),
      commentStart: Math.max(footer?.end ?? 0, heading + 1),
      footer,
    };
  }
  const gap = longestGap(lines);
  if (gap) return { postEnd: gap.start, commentStart: gap.end, footer };
  const last = Math.max(
    0,
    lines.findLastIndex((line) => line !== ''),
  );
  return { postEnd: last, commentStart: last, footer };
}

/** The longest run of blank lines with words on both sides, of equal ones the last. */
function longestGap(lines: readonly string[]): { start: number; end: number } | null {
  const from = lines.findIndex((line) => line !== '');
  const to = lines.findLastIndex((line) => line !== '');
  let longest: { start: number; end: number } | null = null;
  for (let start = from; start < to; start++) {
    let end = start;
    while (lines[end] === '') end++;
    if (end > start && (!longest || end - start >= longest.end - longest.start)) longest = { start, end };
    start = Math.max(start, end);
  }
  return longest;
}

/** A title is a short first line that stands alone and is no sentence. */
function splitTitle(lines: readonly string[]): { title: string | null; body: readonly string[] } {
  const first = lines.findIndex((line) => line !== '');
  const line = lines[first] ?? '';
  const isTitle =
    first >= 0 &&
    line.length <= 100 &&
    lines[first + 1] === '' &&
    !/[.,;:]$/.test(line) &&
    lines.slice(first + 1).some((other) => other !== '');
  return isTitle ? { title: line, body: lines.slice(first + 1) } : { title: null, body: lines };
}

function message(lines: readonly string[], footer: Footer | null, page: SavedPage): SavedMessage {
  const author = footer?.name ? { name: footer.name, url: null } : null;
  const markup = { type: 'text' as const, value: paragraphs(lines), base: page.url };
  return { id: null, url: null, title: null, author, publishedAt: footer?.date ?? null, markup, parentId: null };
}

/** A saved page has a line for a paragraph, but for lines that were broken within a sentence. */
function paragraphs(lines: readonly string[]): string {
  const joined: string[] = [];
  for (const line of lines) {
    const above = joined.at(-1);
    if (above && /^\p{Ll}/u.test(line) && !/[.!?:"”’)]$/.test(above)) joined[joined.length - 1] = `${above} ${line}`;
    else joined.push(line);
  }
  return joined.filter((line) => line !== '').join('\n\n');
}

/** Movable Type: pages by the templates of its versions, and the export format that it shares with TypePad. */
import { readCommentPage, type PageHabits } from '../comment-page.js';
import { cleanHtml } from '../html.js';
import { looksLikeMovableTypeExport, readMovableTypeExport } from '../movabletype-export.js';
import type { Discussion, Platform, PlatformDocument } from '../platform.js';
import { readSavedText } from '../saved-text.js';
import { absoluteUrl } from '../urls.js';

const HABITS: PageHabits = {
  mark: ({ name, attributes, marks }) => {
    const id = attributes.id ?? (name === 'a' ? attributes.name : undefined) ?? '';
    const number = /^comment-(\d+)$/.exec(id)?.[1] ?? (name === 'a' ? undefined : /^c(\d+)$/.exec(id)?.[1]);
    if (number !== undefined) return { number: number.replace(/^0+(?=\d)/, '') };
    return marks.has('ping') || marks.has('trackback') ? { number: null, isPing: true } : null;
  },
  body: 'comment-content comment-body comment-text comments-body'.split(' '),
  fragment: (number) => `comment-${number}`,
  names: (number, url) => ({ aliases: url === null ? [] : [`movabletype:${new URL(url).host}/comment/${number}`] }),
};

export const movabletype: Platform = {
  name: 'movabletype',
  label: 'Movable Type',
  offers:
    'Comments from the page of the post; parents where version 4 and later say "replied to comment from X". Exports hold posts and comments with names and times, and neither ids nor parents.',
  credential: null,
  rate: null,
  recognise: ({ document }) => {
    if (!document || document.json !== undefined) return 0;
    const { text } = document;
    if (looksLikeMovableTypeExport(text)) return 1;
    if (/<meta[^<>]+content=["'](?:Movable Type|https?:\/\/www\.(?:sixapart\.com\/movabletype|movabletype\.))/i.test(text)) return 1;
    if (/<generator[^<>]*>[^<]*movable ?type/i.test(text)) return 1;
    return /\/mt-comments?\.(?:cgi|fcgi|pl)\b|\/mt-static\/|\bmt-tb\.cgi\b/.test(text) ? 0.9 : 0;
  },
  asks: ({ url }) => (absoluteUrl(url) === null ? [] : [{ url: (url ?? '').replace(/#.*$/, ''), accept: 'html', credential: null }]),
  read: (document) => {
    if (document.json !== undefined) return null;
    if (looksLikeMovableTypeExport(document.text)) return readMovableTypeExport(document);
    return readCommentPage(document, HABITS) ?? (/class=["']?comments-post\b/.test(document.text) ? readOldPage(document) : null);
  },
};

/** The templates before 3.2 number no comments: a foot in words, `Posted by: NAME at DATE`, closes each. */
function readOldPage({ text, url, timezone }: PlatformDocument): Discussion | null {
  const thread = readSavedText(cleanHtml({ type: 'html', value: text, base: url }).text, { url, timezone });
  return thread && { ...thread, references: [], more: [], count: null, warnings: [] };
}

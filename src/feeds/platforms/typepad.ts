/** TypePad: most of its blogs have no comment feeds, and the page is all there is. */
import { readCommentPage, type PageHabits } from '../comment-page.js';
import type { Platform } from '../platform.js';
import { absoluteUrl } from '../urls.js';

/** Two kinds of ids: numbers until 2008, `6a00…` since; the pages of that year have both. */
const COMMENT_ID = /^comment-(6a0[0-9a-f]+|\d+)$/;

const HABITS: PageHabits = {
  mark: ({ attributes, marks }) => {
    const number = COMMENT_ID.exec(attributes.id ?? '')?.[1];
    if (number !== undefined) return { number };
    return marks.has('trackback') ? { number: null, isPing: true } : null;
  },
  body: 'comment-content comment-body trackback-content'.split(' '),
  fragment: (number) => `comment-${number}`,
  names: (number, url) => {
    const host = url === null ? null : new URL(url).host;
    const other = /#comment-(6a0[0-9a-f]+)$/.exec(url ?? '')?.[1];
    const numbers = new Set([number, ...(other === undefined ? [] : [other])]);
    return { aliases: host === null ? [] : [...numbers].map((each) => `typepad:${host}/comment/${each}`) };
  },
};

export const typepad: Platform = {
  name: 'typepad',
  label: 'TypePad',
  offers:
    'Comments from the page of the post, with names and times to the minute, all under the post; parents only where the page says "in reply to". Seldom a comment feed.',
  credential: null,
  rate: null,
  recognise: ({ url, document }) => {
    if (/^https?:\/\/[^/]+\.(?:typepad|blogs)\.com\//.test(url ?? document?.url ?? '')) return 1;
    const text = document && document.json === undefined ? document.text : '';
    if (/<meta[^<>]+content=["']https?:\/\/www\.typepad\.com\//i.test(text) || /<generator[^<>]*>[^<]*typepad/i.test(text)) return 1;
    if (/\btag:typepad\.com,|typepad\.com\/t\/(?:comments|trackback|stats)\b/.test(text)) return 0.9;
    return /class=["'][^"']*\bcomment-footer\b/.test(text) && /\bid=["']comment-(?:6a0[0-9a-f]+|\d{6,})["']/.test(text) ? 0.7 : 0;
  },
  asks: ({ url }) => (absoluteUrl(url) === null ? [] : [{ url: (url ?? '').replace(/#.*$/, ''), accept: 'html', credential: null }]),
  read: (document) =>
    document.json === undefined && !/^\s*<(?:\?xml[^<>]*>\s*<)?(?:rss|feed|rdf:RDF)\b/i.test(document.text)
      ? readCommentPage(document, HABITS)
      : null,
};

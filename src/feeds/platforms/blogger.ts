/** Blogger: comment feeds as Atom and as JSON, the API's JSON, and pages. Reference: developers.google.com/blogger, "Protocol v2" and "v3". */
import { isBloggerFeed, parentAmong, readBloggerApi, readBloggerFeed } from '../blogger-feed.js';
import { readCommentPage, type Page, type PageHabits } from '../comment-page.js';
import { objectOf } from '../json.js';
import { attributeOf, type PageElement } from '../page-elements.js';
import type { Platform } from '../platform.js';
import { absoluteUrl } from '../urls.js';

/** How far a reply lies within the list of the replies to its parent. */
const LEVELS_TO_LIST = 6;

const HABITS: PageHabits = {
  mark: (element) => {
    const { name, attributes } = element;
    const number = /^c(\d{5,})$/.exec(attributes.id ?? (name === 'a' ? (attributes.name ?? '') : ''))?.[1];
    return number === undefined ? null : { number, ...parentOf(element, number) };
  },
  body: 'comment-content comment-body commentBody comment_body'.split(' '),
  fragment: (number) => `c${number}`,
  site: blogOf,
  names: (number, _url, blog) => ({ guid: blog === null ? null : tagOf(blog, number), aliases: [] }),
  postNames: ({ html }, blog) => {
    const post = /\/feeds\/(\d+)\/comments\/default/.exec(html)?.[1] ?? /[?&;]postID=(\d+)/.exec(html)?.[1];
    return { guid: blog === null || post === undefined ? null : tagOf(blog, post), aliases: [] };
  },
};

export const blogger: Platform = {
  name: 'blogger',
  label: 'Blogger',
  offers: 'Comment feeds name the post that each comment answers, and threaded blogs the comment too; pages nest their replies.',
  credential: null,
  rate: null,
  recognise: ({ url, document }) => {
    const address = url ?? document?.url ?? '';
    if (/^https?:\/\/(?:[^/]+\.blogspot\.[a-z.]+|(?:www\.)?blogger\.com)\//.test(address)) return 1;
    if (!document) return 0;
    if (document.json !== undefined) return isBloggerFeed(document) || isApiList(document.json) ? 1 : 0;
    if (/<meta[^<>]+content=["']blogger["']/i.test(document.text) || document.text.includes('tag:blogger.com,1999:blog-')) return 1;
    return /\.blogger\.com\/(?:feeds|static|comment)|[?&]showComment=\d/.test(document.text) ? 0.8 : 0;
  },
  asks: ({ guid, commentsFeedUrl }) => {
    const [, blog, post] = /^tag:blogger\.com,1999:blog-(\d+)\.post-(\d+)$/.exec(guid) ?? [];
    const named = /^(https?:\/\/[^/]+\/feeds\/(?:\d+\/)?\d+\/comments\/default)/.exec(commentsFeedUrl ?? '')?.[1];
    const feed = named ?? (post === undefined ? null : `https://www.blogger.com/feeds/${blog}/${post}/comments/default`);
    return absoluteUrl(feed) === null ? [] : [{ url: `${feed}?alt=json&max-results=500`, accept: 'json', credential: null }];
  },
  read: (document) => {
    if (isApiList(document.json)) return readBloggerApi(document);
    if (isBloggerFeed(document)) return readBloggerFeed(document);
    return document.json === undefined ? readCommentPage(document, HABITS) : null;
  },
  refine: (post, entry) => {
    const parent = post.kind === 'comment' ? parentAmong(post.guid, entry.links) : null;
    return parent ? { ...post, inReplyTo: parent, replyBasis: 'explicit' } : post;
  },
};

/** As its feeds name posts and comments alike. */
function tagOf(blog: string, number: string): string {
  return `tag:blogger.com,1999:blog-${blog}.post-${number}`;
}

function isApiList(json: unknown): boolean {
  return objectOf(json).kind === 'blogger#commentList';
}

/** The list of the replies to a comment is named after it: `c123-ra`, `c123-rt`. */
function parentOf(element: PageElement, number: string): { parent?: string } {
  let outer = element.parent;
  for (let level = 0; outer && level < LEVELS_TO_LIST; level++, outer = outer.parent) {
    const parent = /^c(\d+)-r[at]$/.exec(outer.attributes.id ?? '')?.[1];
    if (parent !== undefined && parent !== number) return { parent };
  }
  return {};
}

function blogOf({ elements, html }: Page): string | null {
  const said = attributeOf(elements, 'meta', 'content', ({ attributes }) => attributes.itemprop === 'blogId');
  return said ?? /blogger\.com\/feeds\/(\d+)\/posts/.exec(html)?.[1] ?? /[?&;]blogID=(\d+)/.exec(html)?.[1] ?? null;
}

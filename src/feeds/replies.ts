/** Whether an entry is a comment, and what it answers. Specification: RFC 4685; what WordPress, Typo and Reddit do beside it. */
import { decodeHTML } from 'entities';
import type { CleanHtml } from './html.js';
import type { Entry, FeedDocument, PostKind, Reference, ReplyBasis } from './types.js';
import { namesComment } from './url-noise.js';
import { canonicalUrl, pageKey } from './urls.js';

/**
 * Which entries of a document are comments.
 *
 * In: the document and, where known, its role. Out: a kind for each entry, in order.
 * An entry is a comment if it says what it answers, if its link or id names a comment (`#comment-12`, Reddit's `t1_…`), or if the feed is
 * one of comments. Titles prove nothing, in any language. The comment feed of an article may begin with the article itself (Typo, Reddit):
 * the entry whose own page all others stand on or under stays a post.
 */
export function kindsOf(document: FeedDocument, role: 'posts' | 'comments' | undefined): PostKind[] {
  const article = role === 'comments' ? articleOf(document) : -1;
  return document.entries.map((entry, index) =>
    index !== article && (role === 'comments' || isPlainlyComment(entry)) ? 'comment' : 'post',
  );
}

function isPlainlyComment(entry: Entry): boolean {
  return entry.inReplyTo.length > 0 || namesComment(entry.link) || namesComment(entry.id) || /^t1_[a-z0-9]+$/.test(entry.id ?? '');
}

/** Place of the article among its comments; -1 where there is none. A site's home page is no article: all its entries stand under it. */
function articleOf({ entries, feed }: FeedDocument): number {
  const keys = entries.map((entry) => canonicalUrl(entry.link));
  return entries.findIndex((entry, index) => {
    const page = keys[index];
    if (!page || isPlainlyComment(entry) || /^https:\/\/[^/]+\/$/.test(page)) return false;
    const others = keys.filter((_, other) => other !== index);
    if (others.length > 0)
      return others.every(
        (key) => key !== null && key.length > page.length && key.startsWith(page) && /[#/?&]/.test(key.charAt(page.length)),
      );
    return page === canonicalUrl(feed.siteUrl) && entry.title !== null && (feed.title?.includes(entry.title.value.trim()) ?? false);
  });
}

export interface Reply {
  inReplyTo: Reference | null;
  basis: ReplyBasis | null;
  /** The body, without a sentence that only says what it answers. */
  body: CleanHtml;
}

/**
 * What a comment answers, and its body without the words that say so.
 *
 * In: the entry and its cleaned body. Out: the best reference, and how it is known.
 * Of several `thr:in-reply-to` the one that names a comment on the entry's own page comes first, then one that names the page. One that
 * contradicts the entry's own address is a template's fault (WordPress before 3.0 named its newest post) and is not believed: the page of
 * the comment's own address stands in. WordPress puts a parent comment into the text, in the site's language: a first paragraph that is a
 * few words around one link to a comment of the same page. It is taken out, and believed unless the feed names a comment itself.
 */
export function replyOf(entry: Entry, body: CleanHtml): Reply {
  const fromWords = replyInWords(entry, body);
  const explicit = bestReference(entry);
  if (explicit && (namesComment(explicit.url) || namesComment(explicit.ref) || !fromWords.inReplyTo)) {
    return { inReplyTo: explicit, basis: 'explicit', body: fromWords.body };
  }
  if (fromWords.inReplyTo) return fromWords;
  const page = entry.inReplyTo.length > 0 ? ownPage(entry) : null;
  return page ? { inReplyTo: page, basis: 'markup', body } : { inReplyTo: null, basis: null, body };
}

function bestReference(entry: Entry): Reference | null {
  const rank = (reference: Reference): number =>
    contradicts(reference, entry) ? 3 : namesComment(reference.url) || namesComment(reference.ref) ? 0 : reference.url ? 1 : 2;
  const usable = entry.inReplyTo.filter(
    (reference) => (reference.ref !== null && reference.ref !== entry.id) || (reference.url !== null && reference.url !== entry.link),
  );
  const best = usable.reduce<Reference | null>((winner, next) => (winner === null || rank(next) < rank(winner) ? next : winner), null);
  return best === null || rank(best) === 3 ? null : best;
}

/** True where a comment's own address names another page of the same site than the reference does. */
function contradicts(reference: Reference, entry: Entry): boolean {
  const pairs: [string | null, string | null][] = [
    [reference.url, entry.link],
    [reference.ref, entry.id],
  ];
  const known = pairs.flatMap(([theirs, own]) => {
    const page = pageKey(theirs);
    const home = namesComment(own) ? pageKey(own) : null;
    return page && home && new URL(page).host === new URL(home).host ? [page === home] : [];
  });
  return known.length > 0 && !known.includes(true);
}

/** The post that a comment's own address and id name. */
function ownPage({ link, id }: Entry): Reference | null {
  const url = namesComment(link) ? (link ?? '').replace(/#.*$/, '').replace(/\/comment-page-\d+\/?$/, '/') : null;
  const ref = namesComment(id) ? (id ?? '').replace(/#.*$/, '') : null;
  return url || ref ? { ref, url } : null;
}

/** A first paragraph, or a first line before the paragraphs, of a few words around one link: all in the form that the writer gives. */
const LEADING_LINK = /^(?:<div>)?(<p>)?([^<]{0,80})<a href="([^"]*)" rel="[^"]*">([^<]{1,120})<\/a>([^<\n]{0,60})(<\/p>\s*|\n\s*|<br>\s*)?/;

function replyInWords(entry: Entry, body: CleanHtml): Reply {
  const none: Reply = { inReplyTo: null, basis: null, body };
  const match = LEADING_LINK.exec(body.html);
  if (!match) return none;
  const [whole, paragraph, before = '', href = '', name = '', after = '', end] = match;
  const url = decodeHTML(href);
  if (!namesComment(url) || canonicalUrl(url) === canonicalUrl(entry.link)) return none;
  const homes = [entry.link, entry.id].filter((address) => namesComment(address)).map(pageKey);
  if (homes.length > 0 && !homes.includes(pageKey(url))) return none;

  const inReplyTo = { ref: null, url };
  const isAddress = name.startsWith('@');
  // WordPress puts its sentence before what the comment says: a body that is nothing else was written by its author.
  const isSentence = end?.startsWith('</p>') === Boolean(paragraph) && body.html.length > whole.length;
  if (isSentence && !isAddress && homes.length > 0)
    return { inReplyTo, basis: 'markup', body: without(body, whole, decodeHTML(before + name + after), url) };
  return isAddress && before.trim() === '' ? { inReplyTo, basis: 'markup', body } : none;
}

function without(body: CleanHtml, markup: string, words: string, url: string): CleanHtml {
  const opening = markup.startsWith('<div>') ? '<div>' : '';
  const shown = words.replace(/\s+/g, ' ').trim();
  const [first, ...rest] = body.links;
  return {
    html: opening + body.html.slice(markup.length),
    text: body.text.startsWith(shown) ? body.text.slice(shown.length).trimStart() : body.text,
    links: first?.key === canonicalUrl(url) ? rest : body.links,
  };
}

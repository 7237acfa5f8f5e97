/** The words of a tweet: without what feeds put before them, and with the addresses behind their short links. */
import { decodeHTML } from 'entities';
import { escapeText } from './html-writer.js';
import { absoluteUrl } from './urls.js';

/**
 * A tweet without the name that Twitter's own feeds (2007 to 2012) put before each: `ann: Good morning`.
 *
 * In: a title or body, and the account that its address names. Out: the words; the whole text where it does not begin with that name.
 */
export function withoutAccount(text: string, account: string): string {
  const start = text.trimStart();
  return start.toLowerCase().startsWith(`${account.toLowerCase()}: `) ? start.slice(account.length + 2) : text;
}

/** What a bridge says of a tweet before its words. */
export interface BridgeMarks {
  isPinned: boolean;
  /** The account whose retweet this is; the tweet is another's. */
  retweetedBy: string | null;
  /** The account that it answers. Which tweet of theirs, no bridge says. */
  inReplyTo: string | null;
}

/**
 * The marks that Nitter, and the bridges that followed it, put before a title: `Pinned: `, `RT by @ann: `, `R to @ann: `.
 *
 * In: a title. Out: the marks, and the words after them.
 */
export function bridgeMarks(title: string): BridgeMarks & { words: string } {
  const [marks = '', pinned, retweetedBy = null, inReplyTo = null] =
    /^(Pinned: )?(?:RT by @(\w{1,20}): )?(?:R to @(\w{1,20}): )?/.exec(title) ?? [];
  return { isPinned: pinned !== undefined, retweetedBy, inReplyTo, words: title.slice(marks.length) };
}

/** A short link in a tweet, and where it leads. */
export interface TweetLink {
  url: string;
  expanded: string | null;
  shown: string | null;
}

/**
 * A tweet as markup.
 *
 * In: its text as the APIs give it, with `&`, `<` and `>` escaped, and its links. Out: the words with each link to where it really leads.
 */
export function tweetHtml(text: string, links: readonly TweetLink[]): string {
  const known = new Map(links.map((link) => [link.url, link]));
  const parts = decodeHTML(text).split(/(https?:\/\/[^\s<>"]+)/);
  const markup = parts.map((part, index) => {
    const link = index % 2 === 1 ? known.get(part) : undefined;
    const href = index % 2 === 1 ? (absoluteUrl(link?.expanded) ?? absoluteUrl(part)) : null;
    if (href === null) return escapeText(part);
    return `<a href="${escapeText(href).replaceAll('"', '%22')}">${escapeText(link?.shown ?? part)}</a>`;
  });
  return `<p>${markup.join('').trim().replace(/\r?\n/g, '<br>')}</p>`;
}

/** The readers that are compared, each bytes -> { title, entries } in the words of the oracle. The peers are read as a user of their own interface would. */
import { Buffer } from 'node:buffer';
import { parseFeed } from 'feedsmith';
import RssParser from 'rss-parser';
import { readFeed } from '../dist/feeds/read-feed.js';

const list = (value) => (value == null ? [] : Array.isArray(value) ? value : [value]);
const text = (value) =>
  typeof value === 'string' && value.trim()
    ? value
    : typeof value?._ === 'string'
      ? value._
      : typeof value?.value === 'string'
        ? value.value
        : null;
const instant = (value) => (value && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : null);

/** What rss-parser's own parseURL makes of bytes: it knows the charset of the header, if it is one of three. */
function asParseUrlDecodes(bytes, contentType) {
  const charset = /(?:encoding|charset)\s*=\s*(\S+)/.exec(contentType ?? '')?.[1]?.toLowerCase();
  const encoding = { 'iso-8859-1': 'latin1', latin1: 'latin1', utf16le: 'utf16le' }[charset] ?? 'utf8';
  return Buffer.from(bytes).toString(encoding);
}

async function hustings(bytes, { contentType, url }) {
  const { feed, posts } = await readFeed(bytes, { contentType: contentType || null, url: url || null });
  return {
    title: feed.title,
    entries: posts.map((post) => ({
      id: post.guid,
      link: post.url,
      title: post.title,
      author: post.author?.name,
      published: (post.publishedAt ?? post.updatedAt)?.toISOString(),
      html: post.html,
      inReplyTo: [post.inReplyTo?.ref, post.inReplyTo?.url].filter(Boolean),
      commentRss: post.commentsFeedUrl,
      commentCount: post.commentCount,
      comments: post.commentsUrl,
      replies: [post.commentsFeedUrl, post.commentsUrl].filter(Boolean),
    })),
  };
}

async function rssParser(bytes, { contentType }) {
  const feed = await new RssParser().parseString(asParseUrlDecodes(bytes, contentType));
  return {
    title: text(feed.title),
    entries: feed.items.map((item) => ({
      id: text(item.guid) ?? text(item.id) ?? item['rdf:about'],
      link: text(item.link),
      title: text(item.title),
      author: text(item.author) ?? text(item.creator),
      published: item.isoDate,
      html: text(item['content:encoded']) ?? text(item.content) ?? text(item.summary),
      comments: text(item.comments),
    })),
  };
}

async function feedsmith(bytes, { contentType }) {
  const { feed } = parseFeed(asParseUrlDecodes(bytes, contentType));
  return {
    title: text(feed.title),
    entries: list(feed.items ?? feed.entries).map((item) => {
      const links = [...list(item.links), ...list(item.atom?.links)];
      const alternate = links.find((link) => link.href && (!link.rel || link.rel === 'alternate'));
      const people = [...list(item.authors), ...list(item.author)].map((person) =>
        typeof person === 'string' ? person : (person?.name ?? person?.email),
      );
      const dates = [
        item.pubDate,
        item.published,
        item.date_published,
        ...list(item.dc?.dates),
        item.dc?.date,
        item.updated,
        item.date_modified,
      ];
      return {
        id: text(item.guid) ?? (item.id === undefined ? null : String(item.id)) ?? item.rdf?.about,
        link: text(item.link) ?? text(item.url) ?? alternate?.href,
        title: text(item.title) ?? list(item.dc?.titles)[0],
        author: people.find(Boolean) ?? list(item.dc?.creators)[0] ?? item.itunes?.author,
        published: dates.map(instant).find(Boolean),
        html: [
          item.content?.encoded,
          text(item.content),
          item.content_html,
          item.content_text,
          text(item.description),
          text(item.summary),
        ].find(Boolean),
        inReplyTo: list(item.thr?.inReplyTos)
          .flatMap((reply) => [reply.ref, reply.href])
          .filter(Boolean),
        commentRss: item.wfw?.commentRss,
        commentCount: item.slash?.comments ?? item.thr?.total,
        comments: text(item.comments),
        replies: links.filter((link) => link.rel === 'replies').map((link) => link.href),
      };
    }),
  };
}

export const READERS = { hustings, 'rss-parser': rssParser, feedsmith };

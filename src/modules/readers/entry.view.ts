import { escapeText } from '../../feeds/html-writer.js';
import type { Enclosure } from '../../feeds/types.js';
import type { EditionView } from '../digests/edition.view.js';
import type { StoryView } from '../digests/story.view.js';
import { webUrl } from '../pages/web-url.js';
import { countOf, excerptOf } from '../pages/words.js';
import { headlineOf } from '../posts/headline.js';
import { speakerOf } from '../posts/speaker.js';
import { markOf } from '../sources/affiliation.view.js';
import type { EntryRow, ParentRow } from './entries.query.js';
import type { Item } from './item-id.js';
import { streamId, type StreamName } from './stream.js';

/** An item as readers of feeds show it. */
export interface Entry {
  item: Item;
  title: string;
  author: string;
  html: string;
  url: string;
  publishedAt: number;
  updatedAt: number;
  seenAt: number;
  origin: { streamId: string; title: string; htmlUrl: string; folder: string };
  enclosures: { url: string; type: string; length: number | null }[];
}

interface Facts {
  item: Item;
  row: EntryRow;
  /** Whom a comment answers, where that is not simply the post. */
  parent: ParentRow | undefined;
  /** The entity or the watch whose stream it is in. */
  followed: { name: StreamName; title: string; folder: string; htmlUrl: string } | null;
  baseUrl: string;
}

/** A post under its headline; a comment under the name of who speaks, and of whom it answers. */
export function messageEntry({ item, row, parent, followed, baseUrl }: Facts): Entry {
  const { name } = speakerOf(row);
  const threadId = row.rootId ?? row.id;
  const page = `${baseUrl}/threads/${threadId}`;
  const root = row.rootId === null ? row : { title: row.rootTitle, text: row.rootText ?? '', url: row.rootUrl };
  const headline = headlineOf(root).text;
  const answers = parent === undefined || parent.id === row.rootId ? '' : ` to ${speakerOf(parent).name}`;
  const more = row.rootId === null ? (row.replies > 0 ? countOf(row.replies, 'comment', 'comments') : null) : 'The whole thread';
  const at = row.rootId === null ? page : `${page}#post-${row.id}`;
  return {
    item,
    title: row.rootId === null ? excerptOf(headline, 300) : `${excerptOf(name, 80)}${answers} on “${excerptOf(headline, 120)}”`,
    author: excerptOf(name, 200),
    html: `${row.html}${more === null ? '' : `<p><a href="${escapeText(page)}">${more}</a></p>`}`,
    url: webUrl(row.url) ?? at,
    publishedAt: row.sortAt,
    updatedAt: Math.max(row.sortAt, row.updatedAt ?? 0),
    seenAt: row.seenAt,
    origin: followed === null ? originOf(row, headline, page, baseUrl) : { ...followed, streamId: streamId(followed.name) },
    enclosures: enclosuresOf(row.enclosures),
  };
}

function originOf(row: EntryRow, headline: string, page: string, baseUrl: string): Entry['origin'] {
  if (row.rootId !== null)
    return { streamId: streamId({ kind: 'thread', id: row.rootId }), title: excerptOf(headline, 90), htmlUrl: page, folder: 'Threads' };
  return {
    streamId: streamId({ kind: 'source', slug: row.sourceSlug }),
    title: row.sourceTitle,
    htmlUrl: webUrl(row.siteUrl) ?? `${baseUrl}/sources/${row.sourceSlug}`,
    folder: markOf(row.affiliation).label,
  };
}

/** An edition as one item: its conversations with the replies that it shows, and what else was published. */
export function editionEntry(item: Item, view: EditionView, closedAt: number, baseUrl: string): Entry {
  const page = `${baseUrl}/digest/${view.edition.key}`;
  const { conversations, posts, comments } = view.numbers;
  const stories = [...(view.lead ? [view.lead] : []), ...view.stories, ...view.briefs];
  const html = [
    `<p>${countOf(conversations, 'conversation', 'conversations')}, ${countOf(posts, 'post', 'posts')}, ${countOf(comments, 'comment', 'comments')}. <a href="${escapeText(page)}">The whole edition</a></p>`,
    ...stories.map((story) => storyHtml(story, baseUrl)),
    ...view.published.map(
      ({ speaker, posts: those }) =>
        `<h3>${escapeText(speaker.name)}</h3><ul>${those.map(({ href, headline }) => `<li><a href="${escapeText(baseUrl + href)}">${escapeText(headline.text)}</a></li>`).join('')}</ul>`,
    ),
  ];
  return {
    item,
    title: view.edition.title,
    author: 'Hustings',
    html: html.join('\n'),
    url: page,
    publishedAt: closedAt,
    updatedAt: closedAt,
    seenAt: closedAt,
    origin: {
      streamId: streamId({ kind: 'editions', of: view.edition.kind }),
      title: 'Hustings',
      htmlUrl: `${baseUrl}/digest`,
      folder: 'Editions',
    },
    enclosures: [],
  };
}

function storyHtml({ href, headline, speaker, excerpt, replies, highlights }: StoryView, baseUrl: string): string {
  const said = highlights.map(({ speaker: who, excerpt: words }) => `<blockquote><p><b>${escapeText(who.name)}</b>: ${escapeText(words)}</p></blockquote>`); // prettier-ignore
  return [
    `<h3><a href="${escapeText(baseUrl + href)}">${escapeText(headline.text)}</a></h3>`,
    `<p>${escapeText(speaker.name)}, ${countOf(replies, 'reply', 'replies')}</p>`,
    ...(excerpt === '' ? [] : [`<p>${escapeText(excerpt)}</p>`]),
    ...said,
  ].join('');
}

function enclosuresOf(json: string): Entry['enclosures'] {
  return (JSON.parse(json) as Enclosure[]).flatMap(({ url, type, length }) =>
    type && webUrl(url) !== null ? [{ url, type, length: length ?? null }] : [],
  );
}

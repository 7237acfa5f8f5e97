/** Discourse: a topic is a post, and its further posts are the comments. Its JSON says which post each answers; its feeds only quote. */
import {
  addressOf,
  askJson,
  discussionOf,
  type Found,
  html,
  personOf,
  placeOf,
  reactionsOf,
  reread,
  urlPart,
  within,
  withoutLastLink,
} from '../discussion.js';
import { fingerprint } from '../identity.js';
import { countOf, idOf, instantOf, isObject, type JsonObject, listOf, objectsOf, textOf } from '../json.js';
import type { Ask, Discussion, Platform, PlatformDocument, PostFacts } from '../platform.js';
import type { Entry, Post, Reference } from '../types.js';
import { canonicalUrl } from '../urls.js';

/** Posts that one request may name; Discourse itself asks for so many at a time. */
const POSTS_A_REQUEST = 20;

/** A line about what was done to the topic (closed, moved, pinned), not by anyone said. */
const SMALL_ACTION = 3;

/** The number of a like among the kinds of what is done with a post. */
const LIKE = 2;

/** `/t/slug/12/3`, `/t/12`, `/t/slug/12.json`, `/t/slug/12?page=2#post_3`; a forum may lie in a folder. */
const TOPIC_PATH = /^(.*?)\/t\/(?:([^/]+)\/)?(\d+)(?:\/(\d+))?(?:\.(?:json|rss))?\/?$/;

interface Topic {
  /** As Discourse names itself in its ids. */
  host: string | null;
  /** Where the forum begins, without a slash at the end. */
  root: string | null;
  slug: string | null;
  id: string;
}

interface TopicAddress {
  topic: Topic;
  number: number | null;
}

export const discourse: Platform = {
  name: 'discourse',
  label: 'Discourse',
  offers:
    'Topics as JSON, with the post that each post answers. Feeds hold the latest posts, and name a parent only where they quote it. Likes are counted, and views of topics; private messages are not read.',
  credential: null,
  // The default of a new installation: 200 a minute and 50 in ten seconds from one address (meta.discourse.org/t/78612).
  rate: { requests: 200, perMs: 60_000 },
  recognise,
  asks,
  read,
  refine,
};

function recognise({ url, document }: { url: string | null; document: PlatformDocument | null }): number {
  if (document && objectsOf(within(document.json, 'post_stream', 'posts')).some(isPost)) return 1;
  if (
    document?.json === undefined &&
    /<guid[^>]{0,40}>[^<\s]{1,255}-(?:post|topic)-\d+(?:-\d+)?</.test(document?.text.slice(0, 200_000) ?? '')
  )
    return 0.9;
  return topicAt(url) ? 0.6 : 0;
}

function isPost(item: JsonObject): boolean {
  return countOf(item.post_number) !== null && 'cooked' in item;
}

function asks({ url, commentsUrl }: PostFacts): Ask[] {
  const address = topicAt(url) ?? topicAt(commentsUrl);
  return address ? [askJson(`${address.topic.root}/t/${address.topic.id}.json`)] : [];
}

function read(document: PlatformDocument): Discussion | null {
  const stream = within(document.json, 'post_stream');
  const posts = objectsOf(within(stream, 'posts')).filter(isPost);
  if (posts.length === 0 || !isObject(document.json)) return null;
  const { json } = document;
  const topic = topicOf(json, posts, document);
  const [first] = posts.filter(({ post_number }) => countOf(post_number) === 1);
  const comments = posts.filter((post) => post !== first && post.post_type !== SMALL_ACTION).map((post) => messageOf(post, topic));
  const count = countOf(json.posts_count);
  return discussionOf({
    post: first && {
      ...messageOf(first, topic),
      title: textOf(json.title),
      commentCount: count === null ? null : Math.max(0, count - 1),
      reactions: reactionsOf({ likes: likesOf(first), views: json.views }),
      inReplyTo: null,
    },
    comments,
    more: furtherPosts(stream, posts, topic),
    count: count === null ? null : Math.max(0, count - 1),
  });
}

function topicOf(json: JsonObject, posts: readonly JsonObject[], document: PlatformDocument): Topic {
  const [post = {}] = posts;
  const asked = placeOf(document);
  const named = topicAt(document.url)?.topic;
  // A saved topic still names its forum: uploaded portraits lie in a folder of that name.
  const avatar = posts
    .map((each) => /\/user_avatar\/([a-z0-9.-]+\.[a-z]{2,})\//i.exec(textOf(each.avatar_template) ?? '')?.[1])
    .find(Boolean);
  const host = asked?.hostname ?? avatar?.toLowerCase() ?? null;
  const folder = asked ? (/^(.*?)\/(?:t|posts)\//.exec(asked.pathname)?.[1] ?? '') : '';
  return {
    host,
    root: asked ? asked.origin + folder : host && `https://${host}`,
    slug: textOf(json.slug) ?? textOf(post.topic_slug),
    id: numberOf(json.id) ?? numberOf(post.topic_id) ?? named?.id ?? fingerprint(textOf(json.title)).slice(0, 8),
  };
}

/** Topics and posts are numbered. */
function numberOf(id: unknown): string | null {
  return /^\d+$/.exec(idOf(id) ?? '')?.[0] ?? null;
}

function messageOf(post: JsonObject, topic: Topic): Found {
  const number = countOf(post.post_number) ?? 0;
  const id = numberOf(post.id);
  const username = textOf(post.username);
  // "Replies to nothing" is how Discourse says that a post answers the topic as a whole.
  const answered = countOf(post.reply_to_post_number) ?? 1;
  const updatedAt = instantOf(post.updated_at);
  const publishedAt = instantOf(post.created_at);
  return {
    guid: guidOf(topic, number),
    aliases: [id && topic.host && `${topic.host}-post-${id}`, topic.host && aliasOf(topic, number)],
    url: urlOf(topic, number),
    author: personOf(username ?? textOf(post.name), username && topic.root && `${topic.root}/u/${urlPart(username)}`),
    publishedAt,
    updatedAt: updatedAt?.getTime() === publishedAt?.getTime() ? null : updatedAt,
    markup: html(textOf(post.cooked), topic.root && `${topic.root}/`),
    inReplyTo: referenceTo(topic, answered),
    reactions: reactionsOf({ likes: likesOf(post) }),
  };
}

/** What was done with a post is a list by kinds; a kind that nobody did is not in it, or without a number. */
function likesOf({ actions_summary }: JsonObject): number | null {
  if (!Array.isArray(actions_summary)) return null;
  return countOf(objectsOf(actions_summary).find(({ id }) => id === LIKE)?.count ?? 0);
}

function referenceTo(topic: Topic, number: number): Reference {
  return { ref: guidOf(topic, number), url: urlOf(topic, number) };
}

function guidOf({ host, id }: Topic, number: number): string {
  return `${host ?? 'discourse'}-post-${id}-${number}`;
}

function aliasOf({ host, id }: Topic, number: number): string {
  return `discourse:${host ?? ''}/t/${id}/${number}`;
}

/** The first post has the topic's own address. */
function urlOf({ root, slug, id }: Topic, number: number): string | null {
  return root && `${root}/t/${slug ? `${slug}/` : ''}${id}${number > 1 ? `/${number}` : ''}`;
}

/** A topic comes with its first posts, and the ids of all. */
function furtherPosts(stream: unknown, posts: readonly JsonObject[], { root, id }: Topic): Ask[] {
  const here = new Set(posts.map((post) => numberOf(post.id)));
  const missing = listOf(within(stream, 'stream'))
    .flatMap((each) => numberOf(each) ?? [])
    .filter((each) => !here.has(each));
  const pages: Ask[] = [];
  for (let from = 0; root && from < missing.length; from += POSTS_A_REQUEST) {
    const query = missing.slice(from, from + POSTS_A_REQUEST).map((each) => `post_ids%5B%5D=${each}`);
    pages.push(askJson(`${root}/t/${id}/posts.json?${query.join('&')}`));
  }
  return pages;
}

function topicAt(url: string | null): TopicAddress | null {
  const address = addressOf(url);
  const match = address && TOPIC_PATH.exec(address.pathname);
  if (!match) return null;
  const [, folder = '', slug = null, id = '', number] = match;
  const fragment = /^#post_(\d+)$/.exec(address.hash)?.[1];
  const topic = { host: address.hostname, root: address.origin + folder, slug, id };
  const named = number ?? fragment;
  return { topic, number: named === undefined ? null : Number(named) };
}

/** A post of a topic's or forum's feed: a comment, unless it begins its topic. Its quotes say what it answers, the first of them as a rule. */
function refine(post: Post, entry: Entry): Post {
  const address = topicAt(post.url);
  const [, host, number] = /^(.+)-post-(?:\d+-)?(\d+)$/.exec(post.guid) ?? [];
  if (!address || host === undefined) return post;
  const topic = { ...address.topic, host };
  const place = address.number ?? (/-post-\d+-\d+$/.test(post.guid) ? Number(number) : 1);
  const markup = entry.content ?? entry.summary;
  const handle = /^@(\S+)/.exec(post.author?.name ?? '')?.[1];
  const quoted = quotedPosts(markup?.value ?? '', topic.id).find((each) => each < place);
  return reread(
    post,
    {
      aliases: [guidOf(topic, place), aliasOf(topic, place)].filter((alias) => alias !== post.guid),
      url: urlOf(topic, place),
      author: handle ? personOf(handle, `${topic.root}/u/${urlPart(handle)}`) : post.author,
      kind: place > 1 ? 'comment' : 'post',
      // Every post of a topic has the topic's title.
      title: place > 1 ? null : post.title,
      inReplyTo: place > 1 ? referenceTo(topic, quoted ?? 1) : null,
      replyBasis: place > 1 ? (quoted === undefined ? 'feed' : 'markup') : null,
    },
    markup && { ...markup, value: withoutFoot(markup.value, topic) },
  );
}

/** Numbers of the posts of the same topic that a body quotes, in order. */
function quotedPosts(body: string, topicId: string): number[] {
  return [...body.matchAll(/<aside\s[^>]{0,600}>/g)].flatMap(([tag]) => {
    const isQuote = /\sclass="quote[\s"]/.test(tag) && /\sdata-topic="(\d+)"/.exec(tag)?.[1] === topicId;
    const number = /\sdata-post="(\d{1,9})"/.exec(tag)?.[1];
    return isQuote && number !== undefined ? [Number(number)] : [];
  });
}

/** The feed ends each body with a link to the topic, in the forum's language. */
function withoutFoot(body: string, topic: Topic): string {
  return withoutLastLink(body, (href) => {
    const linked = topicAt(href)?.topic;
    return linked?.id === topic.id && canonicalUrl(linked.root) === canonicalUrl(topic.root);
  });
}

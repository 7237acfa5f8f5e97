/** Lobsters, and the sites that run its software: a story with all its comments in one document. */
import {
  addressOf,
  askJson,
  discussionOf,
  type Found,
  html,
  personOf,
  reactionsOf,
  reread,
  urlPart,
  withoutLastLink,
  words,
} from '../discussion.js';
import { countOf, idOf, instantOf, isObject, type JsonObject, objectOf, objectsOf, textOf } from '../json.js';
import type { Ask, Discussion, Platform, PlatformDocument, PostFacts } from '../platform.js';
import type { Entry, Person, Post, Reference } from '../types.js';
import { absoluteUrl, canonicalUrl } from '../urls.js';

export const lobsters: Platform = {
  name: 'lobsters',
  label: 'Lobsters',
  offers:
    'Stories as JSON with all their comments and the parent of each. Feeds carry stories, or comments without their parents. Scores are counted as likes.',
  credential: null,
  rate: null,
  recognise,
  asks,
  read,
  refine,
};

function recognise({ url, document }: { url: string | null; document: PlatformDocument | null }): number {
  if (document && isStory(document.json)) return 1;
  if (document?.json === undefined && /<guid[^>]{0,40}>https:\/\/lobste\.rs\/[sc]\//.test(document?.text.slice(0, 20_000) ?? ''))
    return 0.9;
  return addressOf(url)?.hostname === 'lobste.rs' && storyAt(url) ? 1 : 0;
}

function isStory(json: unknown): json is JsonObject {
  return isObject(json) && idOf(json.short_id) !== null && Array.isArray(json.comments);
}

function asks({ url, guid, commentsUrl }: PostFacts): Ask[] {
  const story = [commentsUrl, guid, url].map(storyAt).find((each) => each !== null);
  return story ? [askJson(`${story}.json`)] : [];
}

/** The short address of a story: `https://lobste.rs/s/abc123`. */
function storyAt(url: string | null): string | null {
  const address = addressOf(url);
  const id = /^\/s\/([a-z0-9]+)(?:[/.]|$)/i.exec(address?.pathname ?? '')?.[1];
  return address && id ? `${address.origin}/s/${id}` : null;
}

function read(document: PlatformDocument): Discussion | null {
  const { json } = document;
  if (!isStory(json)) return null;
  const origin = addressOf(document.url)?.origin ?? addressOf(textOf(json.short_id_url))?.origin ?? 'https://lobste.rs';
  const page = absoluteUrl(textOf(json.comments_url)) ?? storyUrl(origin, json);
  const all = objectsOf(json.comments).filter((comment) => idOf(comment.short_id) !== null);
  const parents = parentsOf(all);
  const story: Reference = { ref: storyUrl(origin, json), url: page };
  const comments = all.map((comment, index) => commentOf(comment, parents[index] ?? null, story, origin));
  return discussionOf({
    post: {
      guid: storyUrl(origin, json),
      aliases: [`lobsters:${idOf(json.short_id)}`, page],
      url: absoluteUrl(textOf(json.url)) ?? page,
      title: textOf(json.title),
      author: accountOf(json.submitter_user, origin),
      publishedAt: instantOf(json.created_at),
      markup: html(textOf(json.description), origin),
      commentsUrl: page,
      commentCount: countOf(json.comment_count),
      reactions: reactionsOf({ likes: json.score }),
    },
    comments: comments.filter((_, index) => !isGone(all[index])),
    count: countOf(json.comment_count),
  });
}

/** What was deleted or moderated away keeps its place; the words in it are the site's. */
function isGone(comment: JsonObject | undefined): boolean {
  return comment?.is_deleted === true || comment?.is_moderated === true;
}

/** Each comment names its parent; documents of before 2023 only say how deep it stands. */
function parentsOf(comments: readonly JsonObject[]): (string | null)[] {
  const lastAt: (string | null)[] = [];
  return comments.map((comment) => {
    const depth = countOf(comment.depth) ?? Math.max(0, (countOf(comment.indent_level) ?? 1) - 1);
    const above = depth > 0 ? (lastAt[Math.min(depth, lastAt.length) - 1] ?? null) : null;
    lastAt.length = Math.min(depth, lastAt.length);
    lastAt.push(idOf(comment.short_id));
    return 'parent_comment' in comment ? idOf(comment.parent_comment) : above;
  });
}

function commentOf(comment: JsonObject, parent: string | null, story: Reference, origin: string): Found {
  const id = idOf(comment.short_id) ?? '';
  const publishedAt = instantOf(comment.created_at);
  const updatedAt = instantOf(comment.last_edited_at ?? comment.updated_at);
  const body = textOf(comment.comment);
  return {
    guid: commentUrl(origin, id),
    aliases: [`lobsters:${id}`],
    // The page of the story with `#c_ID` is the same for all comments, as far as addresses are compared.
    url: commentUrl(origin, id),
    author: accountOf(comment.commenting_user, origin),
    publishedAt,
    updatedAt: updatedAt?.getTime() === publishedAt?.getTime() ? null : updatedAt,
    reactions: reactionsOf({ likes: comment.score }),
    markup: body === null ? words(textOf(comment.comment_plain)) : html(body, origin),
    inReplyTo: parent === null ? story : { ref: commentUrl(origin, parent), url: commentUrl(origin, parent) },
    replyBasis: 'parent_comment' in comment || parent === null ? 'explicit' : 'markup',
  };
}

function storyUrl(origin: string, story: JsonObject): string {
  return `${origin}/s/${urlPart(idOf(story.short_id) ?? '')}`;
}

function commentUrl(origin: string, id: string): string {
  return `${origin}/c/${urlPart(id)}`;
}

/** Users were objects before they were names. */
function accountOf(user: unknown, origin: string): Person | null {
  const name = textOf(user) ?? textOf(objectOf(user).username);
  return personOf(name, name && `${origin}/~${urlPart(name)}`);
}

/** A story of the feed ends with the word "Comments"; a comment of the feed stands on the page of its story, which its address names. */
function refine(post: Post, entry: Entry): Post {
  const comment = /^https?:\/\/[^/]+\/c\/([a-z0-9]+)$/i.exec(post.guid)?.[1];
  const story = storyAt(post.commentsUrl) ?? storyAt(post.url) ?? storyAt(post.guid);
  if (comment) {
    const inReplyTo = story === null ? null : { ref: story, url: story };
    const aliases = [`lobsters:${comment}`];
    return reread(post, { aliases, url: post.guid, title: null, kind: 'comment', inReplyTo, replyBasis: inReplyTo && 'feed' });
  }
  const body = entry.content ?? entry.summary;
  const page = canonicalUrl(post.commentsUrl);
  if (story === null || page === null) return post;
  const author = post.author?.name?.replace(/@users\.lobste\.rs$/, '') ?? null;
  return reread(
    post,
    {
      aliases: [story, `lobsters:${story.replace(/^.*\//, '')}`].filter((alias) => alias !== post.guid),
      author: personOf(author, post.author?.url),
    },
    body && { ...body, value: withoutLastLink(body.value, (href) => canonicalUrl(href) === page) },
  );
}

/** Disqus: its export, its API, and the thread that its embedded page carries. Reference: help.disqus.com "Comments Export"; disqus.com/api/docs. */
import { postFrom } from '../comment.js';
import { discussionOf, html, personOf, reactionsOf, withParameter, type Found } from '../discussion.js';
import { readDate } from '../dates.js';
import { countOf, idOf, isObject, objectOf, objectsOf, parseJson, textOf, type JsonObject } from '../json.js';
import type { Ask, Discussion, Platform, PlatformDocument } from '../platform.js';
import type { Person, Post } from '../types.js';
import { absoluteUrl } from '../urls.js';
import { all, childText, first, readXml, type XmlTree } from '../xml-lite.js';

/** The thread as JSON within Disqus's own page. */
const EMBEDDED = /<script[^<>]*\bid=["']disqus-threadData["'][^<>]*>/;

export const disqus: Platform = {
  name: 'disqus',
  label: 'Disqus',
  offers:
    'Comments with their parents from an export or from the API, which counts the votes for each as likes; its feeds name a parent only in the words of a comment.',
  credential: 'An API key of a Disqus application (disqus.com/api/applications); feeds and exports need none.',
  rate: { requests: 1000, perMs: 3_600_000 },
  recognise: ({ url, document }) => {
    if (/^https?:\/\/(?:[^/]+\.)?disqus\.com\//.test(url ?? document?.url ?? '')) return 1;
    if (!document) return 0;
    if (document.json !== undefined) return postsIn(document.json).some(isPost) ? 0.9 : 0;
    return /<disqus\b|xmlns(?::\w+)?="http:\/\/disqus\.com/.test(document.text) || EMBEDDED.test(document.text) ? 1 : 0;
  },
  asks: ({ url, commentsFeedUrl }) => {
    const forum = /^https?:\/\/([\w-]+)\.disqus\.com\//.exec(commentsFeedUrl ?? '')?.[1];
    if (forum === undefined || absoluteUrl(url) === null) return [];
    return [
      ask(
        `https://disqus.com/api/3.0/threads/listPosts.json?forum=${forum}&thread=${encodeURIComponent(`link:${url}`)}&limit=100&order=asc`,
      ),
    ];
  },
  read: (document) => {
    if (document.json !== undefined) return readJson(document.json, document.url);
    if (/<disqus\b/.test(document.text)) return readExport(document);
    const script = EMBEDDED.exec(document.text);
    return script ? readJson(parse(document.text, script.index + script[0].length), document.url) : null;
  },
};

function ask(url: string): Ask {
  return { url, accept: 'json', credential: { parameter: 'api_key' } };
}

function parse(text: string, start: number): unknown {
  const end = text.indexOf('</script', start);
  try {
    return parseJson(text.slice(start, end < 0 ? text.length : end));
  } catch {
    return undefined;
  }
}

function postsIn(json: unknown): JsonObject[] {
  const { response } = objectOf(json);
  return objectsOf(isObject(response) ? response.posts : response);
}

function isPost(item: JsonObject): boolean {
  return idOf(item.id) !== null && typeof item.message === 'string' && 'parent' in item && 'thread' in item;
}

function readJson(json: unknown, url: string | null): Discussion | null {
  const items = postsIn(json).filter(isPost);
  const { response, cursor } = objectOf(json);
  const thread = objectOf(objectOf(response).thread);
  const link = absoluteUrl(textOf(thread.link));
  if (items.length === 0 && link === null) return null;
  const comments = items.flatMap((item) => fromJson(item, link));
  const next = objectOf(cursor).hasNext === true ? textOf(objectOf(cursor).next) : null;
  const address = next === null || url === null ? null : withParameter(url.replace(/([?&])api_key=[^&]*&?/, '$1'), 'cursor', next);
  return discussionOf({ comments, more: address === null ? [] : [ask(address)], count: countOf(thread.posts) });
}

function fromJson(item: JsonObject, link: string | null): Found[] {
  if (item.isDeleted === true || item.isSpam === true || item.isApproved === false) return [];
  const author = objectOf(item.author);
  const person = personOf(textOf(author.name) ?? textOf(author.username), textOf(author.url) ?? textOf(author.profileUrl));
  const words = { value: textOf(item.message) ?? '', at: textOf(item.createdAt), person };
  const found = comment(idOf(item.id) ?? '', idOf(item.parent), absoluteUrl(textOf(objectOf(item.thread).link)) ?? link, words);
  return [{ ...found, reactions: reactionsOf({ likes: item.likes }) }];
}

function readExport({ text }: PlatformDocument): Discussion {
  const root = first(readXml(text), 'disqus');
  const links = new Map(all(root, 'thread').map((thread) => [thread.attributes['dsq:id'] ?? '', thread] as const));
  const published = all(root, 'post').filter((post) => childText(post, 'isDeleted') !== 'true' && childText(post, 'isSpam') !== 'true');
  const threads = [...new Set(published.map((post) => first(post, 'thread')?.attributes['dsq:id'] ?? ''))].flatMap(
    (id) => links.get(id) ?? [],
  );
  const posts = threads.flatMap((thread, index) => postOf(thread, index));
  const comments = published.map((post) => {
    const link = absoluteUrl(childText(links.get(first(post, 'thread')?.attributes['dsq:id'] ?? ''), 'link'));
    const author = first(post, 'author');
    const person = personOf(childText(author, 'name') ?? childText(author, 'username'), childText(author, 'link'));
    const words = { value: childText(post, 'message') ?? '', at: childText(post, 'createdAt'), person };
    return comment(post.attributes['dsq:id'] ?? '', first(post, 'parent')?.attributes['dsq:id'] ?? null, link, words);
  });
  const discussion = discussionOf({ comments, count: comments.length });
  const [only = null] = posts;
  return posts.length <= 1 ? { ...discussion, post: only } : { ...discussion, posts };
}

/** The page that a thread is about: all that Disqus knows of it is where it is and what it is called. */
function postOf(thread: XmlTree, position: number): Post[] {
  const url = absoluteUrl(childText(thread, 'link'));
  if (url === null) return [];
  const publishedAt = readDate(childText(thread, 'createdAt'));
  const facts = { kind: 'post', guid: url, aliases: [], url, title: childText(thread, 'title'), author: null, publishedAt } as const;
  return [postFrom({ ...facts, updatedAt: null, markup: html(''), inReplyTo: null, replyBasis: null }, position)];
}

function comment(
  id: string,
  parent: string | null,
  link: string | null,
  words: { value: string; at: string | null; person: Person | null },
): Found {
  const page = link?.replace(/#.*$/, '') ?? null;
  const address = (number: string) => (page === null ? null : `${page}#comment-${number}`);
  const onPost = link === null ? null : { ref: link, url: page };
  return {
    guid: `disqus:${id}`,
    url: address(id),
    author: words.person,
    publishedAt: readDate(words.at),
    markup: html(words.value, page),
    inReplyTo: parent === null ? onPost : { ref: `disqus:${parent}`, url: address(parent) },
  };
}

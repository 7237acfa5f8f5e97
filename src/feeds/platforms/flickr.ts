/** Flickr: the comments of a photo in a flat list, from its REST API as JSON or XML. */
import { decodeHTML } from 'entities';
import {
  addressOf,
  askJson,
  discussionOf,
  type Found,
  html,
  lineOf,
  personOf,
  reactionsOf,
  reread,
  urlPart,
  within,
} from '../discussion.js';
import { countOf, idOf, instantOf, isObject, type JsonObject, objectOf, objectsOf, parseJson, textOf } from '../json.js';
import { pageElements } from '../page-elements.js';
import type { Ask, Discussion, Platform, PlatformDocument, PostFacts } from '../platform.js';
import type { Entry, Person, Post, Reference } from '../types.js';
import { absoluteUrl } from '../urls.js';

const SITE = 'https://www.flickr.com';

export const flickr: Platform = {
  name: 'flickr',
  label: 'Flickr',
  offers:
    'With a key, the comments of a photo, in a flat list: Flickr does not say which comment one answers. Feeds carry photos, or the comments that one person made. Views of photos are counted, and favourites where a saved answer has them; notes are not read.',
  credential: 'An API key from https://www.flickr.com/services/apps/create/.',
  // The API's terms: 3,600 in an hour for a key.
  rate: { requests: 3600, perMs: 3_600_000 },
  recognise,
  asks,
  read,
  refine,
};

function recognise({ url, document }: { url: string | null; document: PlatformDocument | null }): number {
  if (document && (listIn(document) || isPhoto(jsonOf(document)))) return 1;
  const head = document?.json === undefined ? (document?.text.slice(0, 5000) ?? '') : '';
  if (/<(?:generator[^>]{0,60}|link)>https?:\/\/www\.flickr\.com\/|<id>tag:flickr\.com,/.test(head)) return 0.9;
  return photoAt(url) ? 1 : 0;
}

function asks({ url, guid }: PostFacts): Ask[] {
  const id = photoAt(url) ?? /^tag:flickr\.com,\d{4}:\/photo\/(\d+)$/.exec(guid)?.[1];
  const call = 'method=flickr.photos.comments.getList&format=json&nojsoncallback=1';
  return id ? [askJson(`https://api.flickr.com/services/rest/?${call}&photo_id=${id}`, { parameter: 'api_key' })] : [];
}

function photoAt(url: string | null): string | null {
  const address = addressOf(url);
  if (!address || !/(?:^|\.)flickr\.com$/.test(address.hostname)) return null;
  return /^\/photos\/[^/]+\/(\d+)(?:\/|$)/.exec(address.pathname)?.[1] ?? null;
}

function read(document: PlatformDocument): Discussion | null {
  const json = jsonOf(document);
  if (isPhoto(json)) return discussionOf({ post: photoOf(json.photo), comments: [], count: countOf(contentOf(json.photo.comments)) });
  const list = listIn(document);
  if (!list) return null;
  const comments = list.comments.filter(({ id }) => idOf(id) !== null).map((comment) => commentOf(comment, list.photo));
  return discussionOf({ comments, count: comments.length });
}

/** JSON, also as an argument to the function that it is wrapped in unless asked otherwise. */
function jsonOf({ json, text }: PlatformDocument): unknown {
  if (json !== undefined || !text.startsWith('jsonFlickrApi(')) return json;
  try {
    return parseJson(text.slice('jsonFlickrApi('.length, text.lastIndexOf(')')));
  } catch {
    return undefined;
  }
}

function isPhoto(json: unknown): json is { photo: JsonObject } {
  const photo = within(json, 'photo');
  return isObject(photo) && idOf(photo.id) !== null && isObject(photo.owner) && isObject(photo.dates);
}

function listIn(document: PlatformDocument): { photo: string | null; comments: JsonObject[] } | null {
  const list = within(jsonOf(document), 'comments');
  if (isObject(list) && idOf(list.photo_id) !== null) return { photo: idOf(list.photo_id), comments: objectsOf(list.comment) };
  return document.json === undefined && /<comments\s[^>]{0,100}photo_id=/.test(document.text.slice(0, 2000))
    ? listInXml(document.text)
    : null;
}

function listInXml(xml: string): { photo: string | null; comments: JsonObject[] } {
  const elements = pageElements(xml);
  const comments = elements
    .filter(({ name }) => name === 'comment')
    .map(({ attributes, children }) => ({
      ...attributes,
      _content: decodeHTML(xml.slice(children[0]?.start ?? 0, children.at(-1)?.end ?? 0)),
    }));
  return { photo: idOf(elements.find(({ name }) => name === 'comments')?.attributes.photo_id), comments };
}

function commentOf(comment: JsonObject, photo: string | null): Found {
  const id = idOf(comment.id) ?? '';
  const url = absoluteUrl(textOf(comment.permalink));
  // Owner, photo and comment make the id.
  const on = photo ?? id.split('-')[1] ?? null;
  return {
    guid: `flickr:comment/${id}`,
    url,
    author: accountOf(textOf(comment.realname) ?? textOf(comment.authorname), textOf(comment.path_alias) ?? textOf(comment.author)),
    publishedAt: instantOf(comment.datecreate),
    markup: html(wordsOf(textOf(comment._content) ?? ''), SITE),
    inReplyTo: on === null ? null : referenceTo(on, url),
    // It stands under the photo; whom it answers there, nobody says.
    replyBasis: 'feed',
  };
}

function photoOf(photo: JsonObject): Found {
  const id = idOf(photo.id) ?? '';
  const owner = objectOf(photo.owner);
  const page = objectsOf(within(photo.urls, 'url')).find(({ type }) => type === 'photopage');
  return {
    guid: tagOf(id),
    aliases: [`flickr:photo/${id}`],
    url: absoluteUrl(contentOf(page)) ?? `${SITE}/photo.gne?id=${urlPart(id)}`,
    title: lineOf(contentOf(photo.title)),
    author: accountOf(textOf(owner.realname) ?? textOf(owner.username), textOf(owner.path_alias) ?? textOf(owner.nsid)),
    publishedAt: instantOf(within(photo.dates, 'posted')),
    markup: html(wordsOf(contentOf(photo.description) ?? ''), SITE),
    commentCount: countOf(contentOf(photo.comments)),
    reactions: reactionsOf({ likes: photo.count_faves, views: photo.views }),
  };
}

/** Flickr writes most texts as an object that holds them. */
function contentOf(value: unknown): string | null {
  return textOf(value) ?? textOf(within(value, '_content'));
}

function accountOf(name: string | null, id: string | null): Person | null {
  return personOf(name, id && `${SITE}/people/${urlPart(id)}/`);
}

function tagOf(photo: string): string {
  return `tag:flickr.com,2005:/photo/${photo}`;
}

function referenceTo(photo: string, comment: string | null): Reference {
  return { ref: tagOf(photo), url: comment?.replace(/#.*$/, '') ?? `${SITE}/photo.gne?id=${urlPart(photo)}` };
}

/** Comments are HTML of a few elements, whose line breaks count; people are named as `[url=ADDRESS]NAME[/url]`. */
function wordsOf(text: string): string {
  return text.replace(/\[url=(https?:\/\/[^\]\s"<>]{1,500})\]([^[\]<>]{1,200})\[\/url\]/g, '<a href="$1">$2</a>').replace(/\r?\n/g, '<br>');
}

/** A photo of a feed begins with "NAME posted a photo:", in whatever language: a first paragraph of a link to a person, and a few words. */
function refine(post: Post, entry: Entry): Post {
  const id = photoAt(post.url);
  const body = entry.content ?? entry.summary;
  if (id === null || post.kind === 'comment' || !body) return post;
  const [opening = ''] =
    /^\s*<p>\s*<a href="https?:\/\/www\.flickr\.com\/people\/[^"]*">[^<]{1,200}<\/a>[^<]{1,60}[:：]\s*<\/p>/.exec(body.value) ?? [];
  const aliases = [tagOf(id), `flickr:photo/${id}`].filter((alias) => alias !== post.guid);
  return reread(post, { aliases }, { ...body, value: body.value.slice(opening.length) });
}

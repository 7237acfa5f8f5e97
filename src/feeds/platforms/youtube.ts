/** YouTube: comment threads of a video, two levels deep. Whoever answers a reply answers, as far as is said, the comment at its top. */
import {
  addressOf,
  askJson,
  discussionOf,
  type Found,
  html,
  personOf,
  reactionsOf,
  urlPart,
  within,
  withParameter,
} from '../discussion.js';
import { countOf, idOf, instantOf, isObject, type JsonObject, objectOf, objectsOf, textOf } from '../json.js';
import type { Ask, Discussion, Platform, PlatformDocument, PostFacts } from '../platform.js';
import type { Markup, Reference } from '../types.js';

const SITE = 'https://www.youtube.com';
const API = 'https://www.googleapis.com/youtube/v3';
const KEY = { parameter: 'key' };

export const youtube: Platform = {
  name: 'youtube',
  label: 'YouTube',
  offers:
    'With a key, the comments of a video and the replies to each; deeper replies are not told apart. Feeds carry videos alone. Likes of videos and comments and views of videos are counted; live chats are not read.',
  credential: 'An API key for the YouTube Data API v3, from https://developers.google.com/youtube/v3/getting-started.',
  // The quota of a new project: 10,000 units a day, and each of these requests is one.
  rate: { requests: 10_000, perMs: 86_400_000 },
  recognise,
  asks,
  read,
};

function recognise({ url, document }: { url: string | null; document: PlatformDocument | null }): number {
  if (document && isListing(document.json)) return 1;
  if (document?.json === undefined && document?.text.slice(0, 2000).includes('xmlns:yt="http://www.youtube.com/xml/schemas/')) return 1;
  return videoAt(url) ? 1 : 0;
}

function asks({ url, guid }: PostFacts): Ask[] {
  const id = videoAt(url) ?? /^yt:video:([\w-]+)$/.exec(guid)?.[1];
  return id ? [askJson(`${API}/commentThreads?part=snippet,replies&videoId=${id}&maxResults=100&order=time&textFormat=html`, KEY)] : [];
}

function videoAt(url: string | null): string | null {
  const address = addressOf(url);
  const host = address?.hostname.replace(/^(?:www|m|music)\./, '') ?? '';
  if (!address || !/^(?:youtube(?:-nocookie)?\.com|youtu\.be)$/.test(host)) return null;
  const named = host === 'youtu.be' ? address.pathname.slice(1) : /^\/(?:shorts|live|embed|v)\/([^/]+)/.exec(address.pathname)?.[1];
  return /^[\w-]{6,20}$/.exec(named ?? address.searchParams.get('v') ?? '')?.[0] ?? null;
}

function isListing(json: unknown): json is JsonObject {
  return isObject(json) && /^youtube#comment(?:Thread)?ListResponse$/.test(textOf(json.kind) ?? '');
}

function read(document: PlatformDocument): Discussion | null {
  const { json } = document;
  if (!isListing(json)) return null;
  const asPlain = addressOf(document.url)?.searchParams.get('textFormat') === 'plainText';
  const items = objectsOf(json.items);
  const comments = items.flatMap((item) => (isThread(item) ? threadComments(item) : [{ comment: item, video: null, top: null }]));
  return discussionOf({
    comments: comments
      .filter(({ comment }) => idOf(comment.id) !== null && isObject(comment.snippet))
      .map((place) => commentOf(place, asPlain)),
    more: [...nextPage(document), ...items.filter(isThread).flatMap(furtherReplies)],
  });
}

/** A comment, and what is known of it by where it stands. */
interface CommentPlace {
  comment: JsonObject;
  video: string | null;
  /** The comment at the top of its thread; null for that one itself. */
  top: string | null;
}

function isThread({ snippet }: JsonObject): boolean {
  return isObject(within(snippet, 'topLevelComment'));
}

function threadComments({ id, snippet, replies }: JsonObject): CommentPlace[] {
  const first = objectOf(within(snippet, 'topLevelComment'));
  const video = idOf(within(snippet, 'videoId')) ?? idOf(within(first.snippet, 'videoId'));
  const top = idOf(first.id) ?? idOf(id);
  return [{ comment: first, video, top: null }, ...objectsOf(within(replies, 'comments')).map((comment) => ({ comment, video, top }))];
}

function commentOf({ comment, video: known, top }: CommentPlace, asPlain: boolean): Found {
  const id = idOf(comment.id) ?? '';
  const snippet = objectOf(comment.snippet);
  const video = idOf(snippet.videoId) ?? known;
  const channel = idOf(within(snippet.authorChannelId, 'value'));
  const publishedAt = instantOf(snippet.publishedAt);
  const updatedAt = instantOf(snippet.updatedAt);
  // The id of a reply begins with that of its parent.
  const parent = idOf(snippet.parentId) ?? /^([^.]+)\../.exec(id)?.[1] ?? top;
  return {
    guid: guidOf(id),
    url: pageOf(video, id),
    author: personOf(
      textOf(snippet.authorDisplayName),
      textOf(snippet.authorChannelUrl) ?? (channel && `${SITE}/channel/${urlPart(channel)}`),
    ),
    publishedAt,
    updatedAt: updatedAt?.getTime() === publishedAt?.getTime() ? null : updatedAt,
    markup: bodyOf(snippet, asPlain),
    reactions: reactionsOf({ likes: snippet.likeCount }),
    inReplyTo: parent === null ? videoReference(video) : { ref: guidOf(parent), url: pageOf(video, parent) },
  };
}

function bodyOf({ textDisplay, textOriginal }: JsonObject, asPlain: boolean): Markup {
  const shown = textOf(textDisplay);
  if (shown !== null && !asPlain) return html(shown, SITE);
  return { type: 'text', value: shown ?? textOf(textOriginal) ?? '', base: SITE };
}

function guidOf(id: string): string {
  return `youtube:${id}`;
}

function videoReference(video: string | null): Reference | null {
  return video === null ? null : { ref: `yt:video:${video}`, url: `${SITE}/watch?v=${urlPart(video)}` };
}

function pageOf(video: string | null, comment: string): string | null {
  return video === null ? null : `${SITE}/watch?v=${urlPart(video)}&lc=${urlPart(comment)}`;
}

function nextPage({ url, json }: PlatformDocument): Ask[] {
  const token = textOf(within(json, 'nextPageToken'));
  const next = token && url ? withParameter(url, 'pageToken', token) : null;
  return next ? [askJson(next, KEY)] : [];
}

/** A thread shows its first few replies, and says how many there are. */
function furtherReplies(thread: JsonObject): Ask[] {
  const id = idOf(thread.id);
  const shown = objectsOf(within(thread.replies, 'comments')).length;
  const isMore = (countOf(within(thread.snippet, 'totalReplyCount')) ?? 0) > shown;
  return isMore && id ? [askJson(`${API}/comments?part=snippet&parentId=${urlPart(id)}&maxResults=100&textFormat=html`, KEY)] : [];
}

/** Ghost: the comments of its members, from the API that its own pages ask. Reference: the `comments-ui` app in github.com/TryGhost/Ghost. */
import { askJson, discussionOf, html, personOf, type Found } from '../discussion.js';
import { readDate } from '../dates.js';
import { countOf, idOf, objectOf, objectsOf, textOf, type JsonObject } from '../json.js';
import type { Ask, Discussion, Platform, PlatformDocument } from '../platform.js';
import { absoluteUrl } from '../urls.js';

/** Ghost's ids are MongoDB's, unique everywhere. */
const OBJECT_ID = /^[0-9a-f]{24}$/;
const PER_PAGE = 100;

export const ghost: Platform = {
  name: 'ghost',
  label: 'Ghost',
  offers: 'Comments with their parents from the members API, where the site has comments open to all to read. Its feeds carry posts only.',
  credential: null,
  rate: null,
  recognise: ({ url, document }) => {
    if ((url ?? document?.url ?? '').includes('/members/api/comments/')) return 1;
    if (!document) return 0;
    if (document.json !== undefined) return commentsIn(document.json).some((item) => 'html' in item && 'member' in item) ? 0.9 : 0;
    return /<meta[^<>]+content=["']Ghost\b/i.test(document.text) || /<generator[^<>]*>Ghost\b/.test(document.text) ? 1 : 0;
  },
  asks: ({ guid, url }) => {
    const page = absoluteUrl(url);
    return page === null || !OBJECT_ID.test(guid) ? [] : [ask(`${new URL(page).origin}/members/api/comments/post/${guid}/`, 1)];
  },
  read: (document) => {
    const items = commentsIn(document.json);
    return items.length > 0 || Array.isArray(objectOf(document.json).comments) ? readComments(document, items) : null;
  },
};

function commentsIn(json: unknown): JsonObject[] {
  return objectsOf(objectOf(json).comments);
}

function ask(address: string, page: number): Ask {
  return askJson(`${address}?limit=${PER_PAGE}&page=${page}`);
}

function readComments({ json, url }: PlatformDocument, items: readonly JsonObject[]): Discussion {
  const comments: Found[] = [];
  const more: Ask[] = [];
  const base = /^(https?:\/\/[^?#]*\/members\/api\/comments\/)/.exec(url ?? '')?.[1];
  const asked = /\/comments\/(post\/)?([0-9a-f]{24})\//.exec(url ?? '');
  // The post's id stands in the address; an answer to a question for the replies of one comment names that comment instead.
  const post = asked?.[1] === undefined ? null : (asked[2] ?? null);
  const thread = asked && asked[1] === undefined ? (asked[2] ?? null) : null;
  for (const item of items) {
    const id = idOf(item.id);
    const replies = objectsOf(item.replies);
    comments.push(...commentOf(item, thread, post));
    for (const reply of replies) comments.push(...commentOf(reply, id, post));
    if (base !== undefined && id !== null && (countOf(objectOf(item.count).replies) ?? 0) > replies.length)
      more.push(ask(`${base}${id}/replies/`, 1));
  }
  const pagination = objectOf(objectOf(objectOf(json).meta).pagination);
  const next = countOf(pagination.next);
  if (next !== null && next > 1 && url !== null) more.push(ask(url.replace(/[?#].*$/, ''), next));
  return discussionOf({ comments, more, count: countOf(pagination.total) });
}

/** Hidden and removed comments come without words; their answers keep pointing at them. */
function commentOf(item: JsonObject, thread: string | null, askedPost: string | null): Found[] {
  const id = idOf(item.id);
  const words = textOf(item.html);
  if (id === null || words === null || (item.status !== undefined && item.status !== 'published')) return [];
  const parent = idOf(item.in_reply_to_id) ?? idOf(item.parent_id) ?? thread;
  const answered = parent === null ? (idOf(item.post_id) ?? askedPost) : `ghost:comment/${parent}`;
  return [
    {
      guid: `ghost:comment/${id}`,
      url: null,
      author: personOf(textOf(objectOf(item.member).name)),
      publishedAt: readDate(textOf(item.created_at)),
      updatedAt: readDate(textOf(item.edited_at)),
      markup: html(words),
      inReplyTo: answered === null ? null : { ref: answered, url: null },
    },
  ];
}

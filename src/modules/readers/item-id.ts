/**
 * What readers of feeds call an item: a message, once for each stream that has it, or an edition. A number holds all of it, so that nothing needs to be
 * stored before somebody reads: 4 bits for the kind, 17 for its owner, 31 for the post.
 */
export interface Item {
  kind: ItemKind;
  /** The entity or the saved search whose stream it is in; the day on which an edition begins; else 0. */
  owner: number;
  /** The message; for an edition the newest that there was when it closed, which gives it a place among them. */
  postId: number;
}

export type ItemKind = keyof typeof KINDS;

/** From 10 on: so the first of thirteen hexadecimal digits is a letter, and no id in that form is taken for a decimal one, or the other way round. */
const KINDS = { message: 10, day: 11, week: 12, month: 13, entity: 14, watch: 15 } as const;
const NAMES = new Map(Object.entries(KINDS).map(([name, number]) => [number as number, name as ItemKind]));

const OWNERS = 2 ** 17;
const RANKS = 2 ** 21;
const POSTS = 2 ** 31;
const LONG = 'tag:google.com,2005:reader/item/';

/** No owner of a stream has a greater number, because there is no room for it in an id. */
export const OWNER_MAX = OWNERS - 1;

/** What tells apart the items of one post, as a number of 21 bits. */
export function rankOf({ kind, owner }: Pick<Item, 'kind' | 'owner'>): number {
  return KINDS[kind] * OWNERS + owner;
}

/** Null where no item has it. */
export function itemOf(rank: number, postId: number): Item | null {
  const kind = NAMES.get(Math.floor(rank / OWNERS));
  const isPost = Number.isInteger(postId) && postId > 0 && postId < POSTS;
  return kind !== undefined && isPost ? { kind, owner: rank % OWNERS, postId } : null;
}

/** `tag:google.com,2005:reader/item/000a000000000001` */
export function longId(item: Item): string {
  return `${LONG}${numberOf(item).toString(16).padStart(16, '0')}`;
}

/** In decimal digits. */
export function shortId(item: Item): string {
  return String(numberOf(item));
}

/** In any form that is in use: the long one, its sixteen hexadecimal digits, those without zeros, or decimal digits. Null for what is none of them. */
export function parseItemId(text: string): Item | null {
  const digits = text.startsWith(LONG) ? text.slice(LONG.length) : text;
  const isHexadecimal = /^0{0,3}[a-f][0-9a-f]{12}$/i.test(digits);
  if (!isHexadecimal && (digits !== text || !/^[1-9]\d{0,15}$/.test(digits))) return null;
  const number = isHexadecimal ? parseInt(digits, 16) : Number(digits);
  return Number.isSafeInteger(number) ? itemOf(Math.floor(number / POSTS), number % POSTS) : null;
}

/** For Fever, whose clients ask for what is greater than an id: in the order in which items arrived. */
export function feverId({ postId, ...of }: Item): number {
  return postId * RANKS + rankOf(of);
}

export function parseFeverId(text: string): Item | null {
  const number = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : 0;
  return Number.isSafeInteger(number) ? itemOf(number % RANKS, Math.floor(number / RANKS)) : null;
}

function numberOf({ postId, ...of }: Item): number {
  return rankOf(of) * POSTS + postId;
}

import { type Item, parseItemId } from './item-id.js';
import type { Wanted } from './wanted.js';
import { type Params, readInstant } from './params.js';
import { ReaderError } from './reader-error.js';
import { placeOf } from './reading.js';
import type { Marks } from './states.js';
import { parseTarget, STATE, type Target } from './stream.js';

const ITEMS_USUAL = 20;

/** What a reader asks for as `s`. Throws `ReaderError`. */
export function targetOf(text: string): Target {
  const target = parseTarget(text);
  if (target === null)
    throw new ReaderError(404, 'There is no such stream here. subscription/list and tag/list name those that there are.');
  return target;
}

/** How much, from where, in which order, and of which state. Throws `ReaderError`. */
export function wantedOf(params: Params, accountId: number, max: number): Wanted {
  const continuation = params.one('c');
  const after = continuation === '' ? null : parseItemId(continuation);
  if (continuation !== '' && after === null) throw new ReaderError(400, 'This continuation is none of ours. Leave c out to begin.');
  const [excluded, included] = [params.all('xt').map(stateOf), params.all('it').map(stateOf)];
  const is = (state: string, opposite: string) =>
    included.includes(state) || excluded.includes(opposite) ? true : excluded.includes(state) || included.includes(opposite) ? false : null;
  return {
    accountId,
    after: after && placeOf(after),
    oldestFirst: params.one('r') === 'o',
    seenFrom: readInstant(params.one('ot')),
    seenUntil: readInstant(params.one('nt')),
    isRead: is('read', 'unread'),
    isStarred: included.includes('starred') ? true : excluded.includes('starred') ? false : null,
    rowsMax: params.count('n', ITEMS_USUAL, max),
  };
}

/** Throws `ReaderError` for what is no id; one that nothing has is none of its affair. */
export function idsOf(params: Params, max: number): Item[] {
  const texts = params.all('i');
  if (texts.length === 0) throw new ReaderError(400, 'Say which items, as i.');
  if (texts.length > max) throw new ReaderError(413, `Ask for ${max} items at most.`);
  return texts.map((text) => {
    const item = parseItemId(text.trim());
    if (item === null) throw new ReaderError(400, `“${text.slice(0, 60)}” is not the id of an item.`);
    return item;
  });
}

/** What `edit-tag` adds and removes. Throws `ReaderError` for tags that are not kept here. */
export function editOf(params: Params): Marks {
  const [added, removed] = [params.all('a').map(stateOf), params.all('r').map(stateOf)];
  const marks: Marks = {};
  if (added.includes('read')) marks.isRead = true;
  if (removed.includes('read') || added.includes('unread') || added.includes('kept-unread')) marks.isRead = false;
  if (added.includes('starred')) marks.isStarred = true;
  if (removed.includes('starred')) marks.isStarred = false;
  if (Object.keys(marks).length === 0)
    throw new ReaderError(400, 'Items can be marked as read and with a star here, and get no other tags.');
  return marks;
}

/** `read`, of `user/-/state/com.google/read`. */
function stateOf(text: string): string {
  return text.replace(/^user\/\d{1,10}\//, 'user/-/').startsWith(STATE) || /^user\/\d{1,10}\/state\/com\.google\//.test(text)
    ? (text.split('/').at(-1) ?? '')
    : '';
}

import { parsePostId } from '../posts/post-id.js';
import { type Cursor, LOOKED_AT_MAX, type Order, ORDERS } from './search.service.js';

export interface Asking {
  text: string;
  order: Order;
  cursor: Cursor;
}

/** What an address asks for. A place that no page of ours leads to is the first page: there is nothing to mend for a reader. */
export function readAsking(parameters: Record<string, unknown>): Asking {
  const { q, order: asked, before, skip, through } = parameters;
  const text = typeof q === 'string' ? q.trim() : '';
  const order = ORDERS.find((each) => each === asked) ?? 'relevance';
  if (order === 'date') return { text, order, cursor: { order, beforePlace: wholeNumber(before, Number.MAX_SAFE_INTEGER) } };
  const throughId = typeof through === 'string' ? parsePostId(through) : null;
  return { text, order, cursor: { order, skip: throughId === null ? 0 : (wholeNumber(skip, LOOKED_AT_MAX) ?? 0), throughId } };
}

export function isFirstPage(cursor: Cursor): boolean {
  return cursor.order === 'date' ? cursor.beforePlace === null : cursor.skip === 0;
}

function wholeNumber(text: unknown, max: number): number | null {
  const number = typeof text === 'string' && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : 0;
  return number > 0 && number <= max ? number : null;
}

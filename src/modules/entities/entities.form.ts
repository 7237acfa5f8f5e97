import type { WatchedRow } from './watched.query.js';

export const ORDERS = ['mentions', 'name'] as const;
export type Order = (typeof ORDERS)[number];

/** What an address asks of the list. What no page of ours leads to is as if it was not there: there is nothing to mend for a reader. */
export interface Asking {
  /** A part of a name. */
  name: string;
  kind: string | null;
  order: Order;
  /** From 1. */
  page: number;
}

const NAME_CHARACTERS_MAX = 100;

export function readAsking({ name, kind, order, page }: Record<string, unknown>): Asking {
  return {
    name: typeof name === 'string' ? name.trim().slice(0, NAME_CHARACTERS_MAX) : '',
    kind: typeof kind === 'string' && kind !== '' ? kind : null,
    order: ORDERS.find((each) => each === order) ?? 'mentions',
    page: typeof page === 'string' && /^[1-9]\d{0,4}$/.test(page) ? Number(page) : 1,
  };
}

/** Those that are asked for, in the order of before. A name is any that it is found by, in whatever case, with accents or without. */
export function askedFor<Row extends Pick<WatchedRow, 'name' | 'kind' | 'aliases'>>(rows: readonly Row[], { name, kind }: Asking): Row[] {
  const wanted = folded(name);
  return rows.filter(
    (row) =>
      (kind === null || row.kind === kind) && (wanted === '' || [row.name, ...row.aliases].some((each) => folded(each).includes(wanted))),
  );
}

function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

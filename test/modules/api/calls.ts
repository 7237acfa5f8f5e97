import { harbours, Talked } from '../../support/harbours.js';
import type { Site } from '../../support/site.js';
import type { Call } from './support.js';

/** A day with something of everything, and how each operation is called on it, in this order. A new one has to be entered here. */
export async function callsOn({ database }: Site): Promise<Record<string, Call>> {
  const rows = new Talked(database);
  const known = await harbours(rows, database);
  await rows.revision(known.own, '2008-03-12T09:30:00Z', { title: 'Opening', text: 'From 8.' });
  await rows.revision(known.own, '2008-03-12T09:40:00Z', { title: 'Opening hours', text: 'From 9.' });
  return {
    getThread: { path: { id: known.own } },
    listThreadPosts: { path: { id: known.open } },
    getPost: { path: { id: known.answer } },
    listRevisions: { path: { id: known.own } },
  };
}

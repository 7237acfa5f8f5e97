import { Queue } from '../../../src/modules/queue/queue.js';
import { Reindexer } from '../../../src/modules/search/reindexer.js';
import { harbours, Talked } from '../../support/harbours.js';
import type { Site } from '../../support/site.js';
import type { Call } from './support.js';

/** A day with something of everything, and how each operation is called on it, in this order. A new one has to be entered here. */
export async function callsOn({ app, database }: Site): Promise<Record<string, Call>> {
  const rows = new Talked(database);
  const known = await harbours(rows, database);
  await rows.revision(known.own, '2008-03-12T09:30:00Z', { title: 'Opening', text: 'From 8.' });
  await rows.revision(known.own, '2008-03-12T09:40:00Z', { title: 'Opening hours', text: 'From 9.' });
  await app.get(Reindexer).run();
  // Measured when somebody first looks, and shown from then on.
  for (const slug of ['harbour-lamp', 'the-minister', 'estuary-courier']) await app.get(Queue).add('judge-source', slug, { slug });
  return {
    listEditions: { query: { kind: 'day' } },
    getEdition: { path: { edition: '2008-03-20' } },
    createEdit: {
      path: { edition: '2008-03-20' },
      body: { story: known.open, action: 'note', text: 'Nobody does.', by: 'Ann' },
      wrong: [
        [{}, '/story', '/action'],
        [{ story: known.own, action: 'pin', by: 'Ann' }, '/story'],
        [{ story: known.open, action: 'title', by: '' }, '/by', '/text'],
        [{ story: known.open, action: 'pin', by: 'Ann', colour: 'red' }, '/colour'],
        [[], ''],
      ],
    },
    listEdits: { path: { edition: '2008-03-20' } },
    undoEdit: { path: { edition: '2008-03-20', id: 1 }, query: { by: 'Bob' } },
    search: { query: { q: 'dredging OR lock' } },
    listSources: {},
    getSource: { path: { slug: 'harbour-lamp' } },
    getEngagement: { path: { slug: 'harbour-lamp' }, query: { period: 'year' } },
    listCountedPosts: { path: { slug: 'harbour-lamp' }, query: { list: 'own', period: 'year' } },
    getConversation: { path: { id: known.own } },
    getThread: { path: { id: known.own } },
    listThreadPosts: { path: { id: known.open } },
    getPost: { path: { id: known.answer } },
    listRevisions: { path: { id: known.own } },
  };
}

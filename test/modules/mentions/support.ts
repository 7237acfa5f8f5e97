import type { Post } from '../../../src/feeds/types.js';
import { EntitiesQuery } from '../../../src/modules/mentions/entities.query.js';
import { EntitiesService, type SaveOptions } from '../../../src/modules/mentions/entities.service.js';
import { draftOf } from '../../../src/modules/mentions/draft.js';
import { Matchers } from '../../../src/modules/mentions/matchers.js';
import { Mentions } from '../../../src/modules/mentions/mentions.js';
import { Preview } from '../../../src/modules/mentions/preview.js';
import { Rematcher } from '../../../src/modules/mentions/rematcher.js';
import type { Database } from '../../../src/modules/database/database.js';
import { Ingestion } from '../../../src/modules/posts/ingestion.js';
import type { Batch } from '../../../src/modules/posts/ingest.js';
import { InProcessQueue } from '../../../src/modules/queue/in-process-queue.js';
import { openTestDatabase } from '../../support/database.js';
import { aSource } from '../../support/make.js';

export const now = new Date('2009-03-02T12:00:00Z');

/** The store with whom its posts mention, as a process has it. */
export async function startStore() {
  const { database, close } = await openTestDatabase();
  const sourceId = await aSource(database);
  return { database, close, sourceId, ...processOn(database, sourceId) };
}

/** Another process on the same database knows only what the tables say. */
export function processOn(database: Database, sourceId: number) {
  const [ingestion, matchers, queue] = [new Ingestion(), new Matchers(database), new InProcessQueue()];
  new Mentions(matchers, ingestion).onModuleInit();
  const rematcher = new Rematcher(database, matchers, queue);
  rematcher.onModuleInit();
  const preview = new Preview(database);
  const entities = new EntitiesService(database, preview, { now: () => now });
  return {
    matchers,
    rematcher,
    preview,
    entities,
    query: new EntitiesQuery(database),
    store: (posts: Post[], more: Partial<Batch> = {}) =>
      database.write((manager) => ingestion.store(manager, { sourceId, feedId: null, threadId: null, posts, deleted: [], ...more }, now)),
    save: (rows: object[], options?: SaveOptions) => entities.save(rows.map(aDraft), options),
    /** `entity role words`, in the order of posts and places. */
    mentions: async () => {
      const rows = await database.manager.sql<
        { slug: string; role: string; field: string; text: string; title: string; s: number; e: number }[]
      >`
        SELECT entity.slug, role, field, post.text, post.title, start_index AS s, end_index AS e FROM mention
          JOIN entity ON entity.id = entity_id JOIN post ON post.id = post_id
         ORDER BY post_id, field, start_index, entity.slug`;
      return rows.map(({ slug, role, field, text, title, s, e }) => {
        const words = field === 'text' ? text.slice(s, e) : field === 'title' ? title.slice(s, e) : field;
        return `${slug} ${role} ${words}`;
      });
    },
  };
}

export function aDraft(row: object) {
  const result = draftOf(row);
  if (!result.ok) throw new Error(result.problems.join(' '));
  return result.draft;
}

import type { Post } from '../../../src/feeds/types.js';
import { readConfig } from '../../../src/modules/config/config.js';
import type { Database } from '../../../src/modules/database/database.js';
import { draftOf as entityDraftOf } from '../../../src/modules/mentions/draft.js';
import { EntitiesService } from '../../../src/modules/mentions/entities.service.js';
import { Matchers } from '../../../src/modules/mentions/matchers.js';
import { Mentions } from '../../../src/modules/mentions/mentions.js';
import { Preview } from '../../../src/modules/mentions/preview.js';
import { Rematcher } from '../../../src/modules/mentions/rematcher.js';
import { CopiesQuery } from '../../../src/modules/posts/copies.query.js';
import { Ingestion } from '../../../src/modules/posts/ingestion.js';
import { InProcessQueue } from '../../../src/modules/queue/in-process-queue.js';
import { FiledLanguages } from '../../../src/modules/search/filed-languages.js';
import { parseQuery } from '../../../src/modules/search/query-parser.js';
import { Reindexer } from '../../../src/modules/search/reindexer.js';
import { SearchIndex } from '../../../src/modules/search/search-index.js';
import { SearchReader } from '../../../src/modules/search/search-reader.js';
import { SearchService } from '../../../src/modules/search/search.service.js';
import { Arrivals } from '../../../src/modules/watches/arrivals.js';
import { WatchRematcher } from '../../../src/modules/watches/rematcher.js';
import { draftOf } from '../../../src/modules/watches/saved-search.form.js';
import { SavedSearches, type SaveOptions } from '../../../src/modules/watches/saved-searches.service.js';
import { Surroundings } from '../../../src/modules/watches/surroundings.js';
import { Watches } from '../../../src/modules/watches/watches.js';
import { openTestDatabase } from '../../support/database.js';
import { aSource } from '../../support/make.js';

export const now = new Date('2009-03-02T12:00:00Z');
const ZONE = 'Europe/London';

/** The store with what its watches find, as a process has it. */
export async function startStore() {
  const { database, close } = await openTestDatabase();
  const sourceId = await aSource(database);
  return { database, close, sourceId, ...processOn(database, sourceId) };
}

/** Another process on the same database knows only what the tables say. */
export function processOn(database: Database, sourceId: number) {
  const [clock, queue, ingestion] = [{ now: () => now }, new InProcessQueue(), new Ingestion()];
  const config = readConfig({ DATABASE_URL: 'sqlite::memory:', DIGEST_TIMEZONE: ZONE });
  const matchers = new Matchers(database);
  const index = new SearchIndex(ingestion);
  new Mentions(matchers, ingestion).onModuleInit();
  const reader = new SearchReader(database, config);
  const search = new SearchService(database, reader, new FiledLanguages(reader, clock), new CopiesQuery(database));
  const [reindexer, mentions] = [new Reindexer(database, index, queue), new Rematcher(database, matchers, queue)];
  new Arrivals(new Watches(config), ingestion, clock).onApplicationBootstrap();
  const rematcher = new WatchRematcher(database, search, new Surroundings(database, reindexer, mentions, config), queue, clock, config);
  const saved = new SavedSearches(database, search, clock, config);
  const entities = new EntitiesService(database, new Preview(database), clock);
  return {
    ingestion,
    reindexer,
    mentions,
    rematcher,
    saved,
    entities,
    store: (posts: Post[], from = sourceId) =>
      database.write((manager) => ingestion.store(manager, { sourceId: from, feedId: null, threadId: null, posts, deleted: [] }, now)),
    watch: (name: string, query: string, options: SaveOptions = {}) => saved.save(aDraft({ name, query }), { mayChange: true, ...options }),
    entity: async (row: object) => {
      const draft = entityDraftOf(row);
      if (!draft.ok) throw new Error(draft.problems.join(' '));
      await entities.save([draft.draft], { force: true });
    },
    /** The guids of what a watch found, the newest first. */
    matches: async (slug: string) => {
      const rows = await database.manager.sql<{ guid: string }[]>`
        SELECT p.guid FROM watch_match m JOIN saved_search s ON s.id = m.search_id JOIN post p ON p.id = m.post_id
         WHERE s.slug = ${slug} ORDER BY m.place DESC`;
      return rows.map(({ guid }) => guid);
    },
    /** What the search answers itself, in the same order. */
    answers: async (text: string) => {
      const parsed = parseQuery(text, ZONE);
      if (!parsed.ok) throw new Error(parsed.error.sentence);
      const found = await search.page(parsed.query, null, 1_000);
      const rows = await database.manager.sql<{ id: number; guid: string }[]>`SELECT id, guid FROM post`;
      const guids = new Map(rows.map(({ id, guid }) => [id, guid]));
      return found.map(({ postId }) => guids.get(postId) ?? '');
    },
  };
}

export function aDraft(said: object) {
  const result = draftOf(said);
  if (!result.ok) throw new Error(Object.values(result.problems).join(' '));
  return result.draft;
}

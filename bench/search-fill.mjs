/** Fills a database with messages as the search benchmark wants them, by the application's own filing. */
import { Database } from '../dist/modules/database/database.js';
import { SearchIndex } from '../dist/modules/search/search-index.js';
import { insertPosts, insertSources, posts } from './search-corpus.mjs';

const ROWS_AT_ONCE = 500;

/**
 * Stores messages and files them for search, up to so many; goes on where the database ends.
 * @returns microseconds a post for storing and for filing, and seconds for the statistics; null where there were enough
 */
export async function fillForSearch(app, count) {
  const database = app.get(Database);
  const index = app.get(SearchIndex);
  const [{ filled }] = await database.source.query('SELECT COALESCE(MAX(id), 0) AS filled FROM post');
  if (filled >= count) return null;
  if (filled === 0) await database.write(insertSources);
  // An index that is made at the end is made of all at once: what it costs to file a post into it is not measured here on PostgreSQL.
  if (database.isPostgres) await database.source.query('DROP INDEX IF EXISTS search_index_words');
  let [storing, filing, part] = [0, 0, []];
  const flush = async () => {
    const rows = part;
    part = [];
    await database.write(async (manager) => {
      const begun = performance.now();
      await insertPosts(manager, database.isPostgres, rows);
      const stored = performance.now();
      await index.file(
        manager,
        rows.map(({ id }) => id),
      );
      storing += stored - begun;
      filing += performance.now() - stored;
    });
  };
  for (const post of posts(count)) {
    if (post.id > filled) part.push(post);
    if (part.length === ROWS_AT_ONCE) await flush();
  }
  if (part.length > 0) await flush();
  // They brought their numbers along; those of what a poll adds come after them.
  for (const table of database.isPostgres ? ['post', 'source'] : [])
    await database.source.query(`SELECT setval(pg_get_serial_sequence('${table}', 'id'), (SELECT MAX(id) FROM ${table}))`);
  if (database.isPostgres) await database.source.query('CREATE INDEX search_index_words ON search_index USING gin (words)');
  const analysed = performance.now();
  await database.source.query(database.isPostgres ? 'VACUUM ANALYZE' : 'ANALYZE');
  const each = (ms) => (ms / (count - filled)) * 1000;
  return { storing: each(storing), filing: each(filing), analysing: (performance.now() - analysed) / 1000 };
}

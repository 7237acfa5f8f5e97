/** Talk about bodies, for the measuring of pages: threads of all lengths among posts without any, each message about one body, the most popular of them in one of many. */
import { insertRows } from './databases.mjs';
import { insertSources, randomOf, sources } from './search-corpus.mjs';

const ROWS_AT_ONCE = 1_000;
const TEXT = 'Somebody said something about somebody, at the length at which people do. '.repeat(8);
const ROLES = ['discussed', 'discussed', 'discussed', 'linked', 'quoted', 'addressed'];
const POST =
  'id source_id kind guid title author_name html text published_at seen_at sort_at root_id parent_id entry_hash content_hash voice';
const MENTION = 'post_id entity_id field position start_index end_index role alias';
/** Comments of the one thread that is long for certain. */
const LONG = 200;

/**
 * Fills a database with messages of the last days, until now.
 * @returns the number of the long thread
 */
export async function fillWithTalk(database, { posts, entities, days }) {
  const random = randomOf(2008);
  const now = Date.now();
  const voices = sources().map(({ affiliation }) => affiliation);
  await database.write(async (manager) => {
    await insertSources(manager);
    for (let number = 1; number <= entities; number++)
      await manager.sql`INSERT INTO entity (slug, name, created_at, updated_at) VALUES (${`body-${number}`}, ${`Body ${number}`}, 0, 0)`;
  });
  const roots = [];
  const longId = Math.max(2, Math.floor(posts / 2));
  const rootOf = (id) => {
    if (id > longId && id <= longId + LONG) return roots.at(-1);
    if (id <= 10 || id === longId || random() >= 0.8) return null;
    return roots[Math.max(0, roots.length - 1 - Math.floor(random() ** 2 * 50))];
  };
  for (let first = 1; first <= posts; first += ROWS_AT_ONCE) {
    const [said, mentions] = [[], []];
    for (let id = first; id < Math.min(first + ROWS_AT_ONCE, posts + 1); id++) {
      const root = rootOf(id);
      const sourceId = root?.sourceId ?? 1 + Math.floor(random() ** 2 * voices.length);
      if (root === null) roots.push({ id, sourceId });
      const at = now - days * 86_400_000 + Math.floor((id / posts) * days * 86_400_000);
      said.push([id, sourceId, root ? 'comment' : 'post', `urn:${id}`, root ? null : `Title ${id}`, `Reader ${1 + Math.floor(random() ** 3 * 20_000)}`, `<p>${TEXT}</p>`, TEXT, at, at, at, root?.id ?? null, root?.id ?? null, 'e', 'c', root ? null : voices[sourceId - 1]]); // prettier-ignore
      mentions.push([id, Math.max(1, Math.round(entities ** random())), 'text', 0, 0, 1, ROLES[id % ROLES.length], 'x']);
    }
    await database.write(async (manager) => {
      await insertRows(manager, database.isPostgres, 'post', POST, said);
      await insertRows(manager, database.isPostgres, 'mention', MENTION, mentions);
    });
  }
  await database.source.query(database.isPostgres ? 'VACUUM ANALYZE' : 'ANALYZE');
  return longId;
}

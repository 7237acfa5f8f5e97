/** The program of `bench/pages.mjs`: fills a database, serves its pages, and polls when it is told to. As with `npm start`, one process does both. */
import { readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Database } from '../dist/modules/database/database.js';
import { configurePages } from '../dist/modules/pages/pages.module.js';
import { Poller } from '../dist/modules/polling/poller.js';
import { SourcesService } from '../dist/modules/sources/sources.service.js';
import { randomOf, sources } from './search-corpus.mjs';

const DAYS = 60;
const ROWS_AT_ONCE = 1_000;
const TEXT = 'Somebody said something about somebody, at the length at which people do. '.repeat(8);
const ENTITIES = 200;

const [database, posts, folder, list] = process.argv.slice(2);
const settings = { DATABASE_URL: database, PORT: '0', ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0', HOSTS_AT_ONCE: '64', BASE_URL: 'http://127.0.0.1:3000' }; // prettier-ignore
const app = await NestFactory.create(AppModule.of(readConfig(settings), 'web'), { logger: ['error', 'fatal'], abortOnError: false });
configurePages(app);
app.useStaticAssets(folder, { prefix: '/static/', index: false });
await app.listen(0, '127.0.0.1');
const threadId = await fill(app.get(Database), Number(posts));
const urls = readFileSync(list, 'utf8').trim().split('\n');
await app.get(SourcesService).addKnownFeeds(urls.map((url) => ({ url })));
process.on('message', async (message) => {
  if (message === 'poll') process.send({ polled: await app.get(Poller).pollOnce(true, () => undefined) });
  if (message === 'end') {
    await app.close();
    process.exit(0);
  }
});
process.send({ url: await app.getUrl(), threadId });

/** Threads of all lengths among posts without any; the one that is given back has 200 comments. */
async function fill(store, count) {
  const random = randomOf(2008);
  const now = Date.now();
  const voices = sources().map(({ affiliation }) => affiliation);
  await store.write(async (manager) => {
    for (const { slug, title, platform, affiliation } of sources())
      await manager.sql`INSERT INTO source (slug, title, platform, affiliation, created_at) VALUES (${slug}, ${title}, ${platform}, ${affiliation}, 0)`;
    for (let number = 1; number <= ENTITIES; number++)
      await manager.sql`INSERT INTO entity (slug, name, created_at, updated_at) VALUES (${`body-${number}`}, ${`Body ${number}`}, 0, 0)`;
  });
  const roots = [];
  const longId = Math.max(2, Math.floor(count / 2));
  for (let first = 1; first <= count; first += ROWS_AT_ONCE) {
    const [said, mentions] = [[], []];
    for (let id = first; id < Math.min(first + ROWS_AT_ONCE, count + 1); id++) {
      const answers = id > longId && id <= longId + 200 ? roots.at(-1) : null;
      const root =
        answers ??
        (id > 10 && id !== longId && random() < 0.8 ? roots[Math.max(0, roots.length - 1 - Math.floor(random() ** 2 * 50))] : null);
      const sourceId = root?.sourceId ?? 1 + Math.floor(random() ** 2 * voices.length);
      if (root === null) roots.push({ id, sourceId });
      const at = now - DAYS * 86_400_000 + Math.floor((id / count) * DAYS * 86_400_000);
      said.push([id, sourceId, root ? 'comment' : 'post', `urn:${id}`, root ? null : `Title ${id}`, `Reader ${1 + Math.floor(random() ** 3 * 20_000)}`, `<p>${TEXT}</p>`, TEXT, at, at, at, root?.id ?? null, root?.id ?? null, 'e', 'c', root ? null : voices[sourceId - 1]]); // prettier-ignore
      mentions.push([id, Math.max(1, Math.round(ENTITIES ** random())), 'text', 0, 0, 1, 'discussed', 'x']);
    }
    await store.write(async (manager) => {
      await insert(manager, 'post', 'id source_id kind guid title author_name html text published_at seen_at sort_at root_id parent_id entry_hash content_hash voice', said); // prettier-ignore
      await insert(manager, 'mention', 'post_id entity_id field position start_index end_index role alias', mentions);
    });
  }
  await store.source.query('ANALYZE');
  return longId;
}

async function insert(manager, table, columns, rows) {
  const marks = rows.map((row) => `(${row.map(() => '?').join(', ')})`);
  await manager.query(`INSERT INTO ${table} (${columns.split(' ').join(', ')}) VALUES ${marks.join(', ')}`, rows.flat());
}

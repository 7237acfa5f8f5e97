/** Processes that poll, or look for mentions, are killed at random instants; on SQLite, or on PostgreSQL where TEST_DATABASE_URL names a server. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, onPostgres } from '../support/database.js';
import { asking, CRASHES, expectSound, finish, kill, share, start, until, World } from './support.js';

const orSkip = CRASHES > 0 ? test : test.skip;
/** Kills between two runs that may come to their end. */
const BETWEEN = 8;

let folder: string;
let url: string;
let drop: () => Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hustings-crash-'));
  const fresh = await freshDatabase();
  url = onPostgres ? fresh.url : `sqlite:${join(folder, 'data.sqlite')}`;
  drop = async () => {
    await fresh.drop();
    rmSync(folder, { recursive: true });
  };
});
afterEach(() => drop());

async function addFeeds(world: World): Promise<void> {
  const file = join(folder, 'list.opml');
  writeFileSync(
    file,
    `<opml version="2.0"><body>${world.urls.map((each) => `<outline text="x" xmlUrl="${each}"/>`).join('')}</body></opml>`,
  );
  await finish(start(['feeds', 'import', file], url));
}

interface Stored {
  guid: string;
  title: string;
  revisions: number;
  kept: number;
}

const stored = () =>
  asking(
    url,
    async (ask) =>
      (await ask(`SELECT p.guid, p.title, p.revision_count AS revisions, COUNT(r.post_id) AS kept
                    FROM post p LEFT JOIN revision r ON r.post_id = p.id GROUP BY p.id, p.guid, p.title, p.revision_count`)) as unknown as Stored[],
  );

/** Nothing that was not served, nothing twice, and each edit once; with `isWhole` all that was served, as it is now. */
async function expectServed(world: World, isWhole: boolean): Promise<void> {
  const served = world.entries();
  const posts = await stored();
  expect(new Set(posts.map(({ guid }) => guid)).size).toBe(posts.length);
  for (const { guid, title, revisions, kept } of posts) {
    const entry = served.get(guid);
    expect(Number(kept)).toBe(Number(revisions));
    expect(Number(revisions)).toBeLessThanOrEqual(entry?.edits ?? -1);
    if (isWhole) expect(title).toBe(entry?.title);
  }
  if (isWhole) expect(posts.length).toBe(served.size);
  const [filed] = await asking(url, (ask) => ask('SELECT COUNT(*) AS count FROM search'));
  expect(Number(filed?.count)).toBe(posts.length);
}

orSkip(
  'whoever kills a poll loses nothing and doubles nothing, and the next one goes on',
  async () => {
    const world = new World(6);
    await world.open();
    try {
      world.goOn(30);
      await addFeeds(world);
      let kills = 0;
      for (let round = 1; kills < share(onPostgres ? 60 : 32); round++) {
        world.goOn(6);
        const before = world.asked;
        const child = start(['poll', '--all', '--json'], url);
        if (await kill(child, (isOver) => until(() => world.asked > before, isOver), 900)) kills += 1;
        await expectSound(url);
        await expectServed(world, false);
        if (round % BETWEEN > 0) continue;
        await finish(start(['poll', '--all', '--json'], url));
        await expectServed(world, true);
      }
      await finish(start(['poll', '--all', '--json'], url));
      await expectServed(world, true);
    } finally {
      await world.close();
    }
  },
  3_600_000,
);

orSkip(
  'whoever kills a search for mentions finds it going on from there, and each mention once',
  async () => {
    const world = new World(4);
    await world.open();
    try {
      world.goOn(1200);
      await addFeeds(world);
      await finish(start(['poll', '--all', '--json'], url));
      for (const name of ['Ada Quill', 'Harbour Board']) await finish(start(['entities', 'add', name, '--force'], url));
      await finish(start(['entities', 'rematch'], url));
      const mentions = () =>
        asking(url, (ask) => ask('SELECT entity_id, post_id, start_index, end_index FROM mention ORDER BY 1, 2, 3, 4'));
      const all = await mentions();
      expect(all.length).toBeGreaterThanOrEqual(9600);
      let kills = 0;
      while (kills < share(onPostgres ? 40 : 12)) {
        // How far the one before had come: this one begins there, or anew.
        const where = () =>
          asking(url, (ask) => ask('SELECT MIN(rematch_after_id) AS after FROM entity WHERE rematch_after_id IS NOT NULL')).then(
            ([row]) => row?.after,
          );
        const before = await where();
        const child = start(['entities', 'rematch'], url);
        if (await kill(child, (isOver) => until(async () => (await where()) !== before, isOver), 500)) kills += 1;
        await expectSound(url);
        // What is found again is what was there: it is rewritten page by page, and no page is seen half.
        expect(await mentions()).toEqual(all);
      }
      await finish(start(['entities', 'rematch'], url));
      expect(await mentions()).toEqual(all);
    } finally {
      await world.close();
    }
  },
  3_600_000,
);

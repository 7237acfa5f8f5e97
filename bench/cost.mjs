/**
 * npm run bench:cost [-- --feeds 100,1000,10000 --posts 10000,100000,1000000 --polled 400 --on sqlite,postgres]
 *
 * How the cost of an entry grows: of first polls of ever more feeds into an empty database, and of polls beside ever more posts, filed for search, that are there
 * already. An empty list leaves a part out. CPU is that of the process that polls; PostgreSQL's own is not in it, and shows in the seconds. The farm is that of the folder named by FEEDFARM.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Database } from '../dist/modules/database/database.js';
import { DATABASE_OPTIONS, onEach } from './databases.mjs';
import { startFarm } from './farm.mjs';
import { ours, workFolder } from './polls.mjs';
import { fillForSearch } from './search-fill.mjs';

const { values } = parseArgs({
  options: {
    ...DATABASE_OPTIONS,
    feeds: { type: 'string', default: '100,1000,10000' },
    posts: { type: 'string', default: '10000,100000,1000000' },
    polled: { type: 'string', default: '400' },
  },
});
const ENTRIES = 25;
const HOSTS = 250;
const NEW_ENTRIES = 3;

const list = join(workFolder, 'urls.txt');
rmSync(workFolder, { recursive: true, force: true });
mkdirSync(workFolder, { recursive: true });

print(`First polls of feeds of ${ENTRIES} entries into an empty database; load ${loadavg()[0].toFixed(1)}\n`);
print('| database | feeds | wall s | CPU s | CPU µs an entry | to the fewest | peak MB | loop p99 ms |');
print('|---|---|---|---|---|---|---|---|');
for (const name of values.on.split(',')) {
  let least = null;
  for (const feeds of numbers(values.feeds))
    await onEach('cost', { ...values, on: name }, async (database, address) => {
      const farm = await startFarm({ feeds, entries: ENTRIES, hosts: HOSTS, latency: 0, comments: 0 });
      try {
        writeFileSync(list, await farm.urls());
        const took = await ours(address, list);
        least ??= each(took);
        print(
          `| ${database} | ${feeds} | ${took.wall.toFixed(1)} | ${took.cpu.toFixed(1)} | ${each(took).toFixed(0)} | ${(each(took) / least).toFixed(2)} | ${took.maxRssMb} | ${took.loopP99Ms.toFixed(0)} |`,
        );
      } finally {
        await farm.stop();
      }
    });
}

print(`\nPolls of ${values.polled} feeds beside posts that are there; load ${loadavg()[0].toFixed(1)}\n`);
print(
  '| database | posts | first poll: wall s | CPU µs an entry | to the fewest | unchanged: CPU µs a feed | to the fewest | 3 new a feed: CPU µs an entry | to the fewest | loop p99 ms |',
);
print('|---|---|---|---|---|---|---|---|---|---|');
await onEach('cost', values, async (database, address) => {
  let least = null;
  for (const posts of numbers(values.posts)) {
    await fill(address, posts);
    // Each farm says something else: what the one before it said would make copies of all of this one's.
    const farm = await startFarm({ feeds: values.polled, entries: ENTRIES, hosts: HOSTS, latency: 0, comments: 0, seed: posts });
    try {
      writeFileSync(list, await farm.urls());
      const [first, unchanged] = [await ours(address, list), await ours(address, list)];
      await farm.tick(NEW_ENTRIES);
      const update = await ours(address, list);
      const costs = [each(first), (unchanged.cpu / unchanged.feeds) * 1e6, each(update)];
      least ??= costs;
      const cells = costs.flatMap((cost, index) => [cost.toFixed(0), (cost / least[index]).toFixed(2)]);
      print(`| ${database} | ${posts} | ${first.wall.toFixed(1)} | ${cells.join(' | ')} | ${first.loopP99Ms.toFixed(0)} |`);
    } finally {
      await farm.stop();
    }
  }
});

/** Feeds of an earlier farm are asked no more. */
async function fill(address, posts) {
  const app = await NestFactory.createApplicationContext(AppModule.of(readConfig({ DATABASE_URL: address }), 'none'), {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  await app.get(Database).source.query(`UPDATE feed SET state = 'paused'`);
  await fillForSearch(app, posts);
  await app.close();
}

/** Microseconds of CPU for each entry that is new. */
function each({ cpu, added }) {
  return (cpu / added) * 1e6;
}

function numbers(text) {
  return text.split(',').filter(Boolean).map(Number);
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * The pages of entities among a million posts of one year and ten thousand entities, on SQLite and on PostgreSQL, asked for over loopback as a browser does.
 *
 *   npm run bench:entities -- [--posts 1000000] [--entities 10000] [--runs 5] [--on sqlite,postgres] [--postgres postgres://root@127.0.0.1:5432/postgres]
 *
 * Every post mentions one entity, the most popular of them in one of twenty-three. first: the first request, when nothing is kept yet. hold: the longest time for
 * which the event loop of the serving process stood still meanwhile. Nothing is found by words here: mentions are rows, as ingest writes them.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Database } from '../dist/modules/database/database.js';
import { configureServing } from '../dist/serving.js';
import { DATABASE_OPTIONS, onEach } from './databases.mjs';
import { fillWithTalk } from './talk-corpus.mjs';

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000000' },
    entities: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '5' },
    ...DATABASE_OPTIONS,
  },
});
const [posts, entities, runs] = [Number(values.posts), Number(values.entities), Number(values.runs)];
const PATHS = ['/entities', '/entities?name=body-99', '/entities/body-1?period=28-days', '/entities/body-1?period=year', '/entities/body-30?period=year', '/entities/body-3000?period=year', '/entities/body-1.atom']; // prettier-ignore

await onEach('entities', values, measure);

async function measure(name, url) {
  print(`\n### ${name}, ${posts.toLocaleString('en')} posts, ${entities.toLocaleString('en')} entities\n`);
  const app = await NestFactory.create(AppModule.of(readConfig({ DATABASE_URL: url, PORT: '0' }), 'web'), { logger: ['error', 'fatal'] });
  configureServing(app);
  await app.listen(0, '127.0.0.1');
  try {
    await fillWithTalk(app.get(Database), { posts, entities, days: 365 });
    await ask(await app.getUrl());
  } finally {
    await app.close();
  }
}

async function ask(url) {
  print('| page | first ms | p50 | worst | hold |\n|---|---|---|---|---|');
  for (const path of PATHS) {
    const [times, delay] = [[], monitorEventLoopDelay({ resolution: 1 })];
    delay.enable();
    for (let run = 0; run <= runs; run++) {
      const begun = performance.now();
      const response = await fetch(url + path);
      await response.text();
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      times.push(performance.now() - begun);
    }
    delay.disable();
    const [first, ...others] = times;
    const sorted = others.sort((a, b) => a - b);
    print(
      `| ${path} | ${first.toFixed(0)} | ${sorted[Math.floor(runs / 2)].toFixed(0)} | ${sorted.at(-1).toFixed(0)} | ${(delay.max / 1e6).toFixed(0)} |`,
    );
  }
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * Searches among a million posts, on SQLite and on PostgreSQL: stored in a temporary folder and in a database of its own, filed by the application's
 * own code, and asked for over loopback as a browser does.
 *
 *   npm run bench:search -- [--posts 1000000] [--runs 50] [--on sqlite,postgres] [--keep FILE] [--postgres postgres://root@127.0.0.1:5432/postgres]
 *
 * Each of ten queries is run so many times by relevance and as many by date, in turns. Times are the server's, from a request's arrival to the last byte
 * handed to the system. hold: the longest time for which the event loop of the serving process stood still meanwhile.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { configureServing } from '../dist/serving.js';
import { DATABASE_OPTIONS, onEach } from './databases.mjs';
import { fillForSearch } from './search-fill.mjs';

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '50' },
    keep: { type: 'string' },
    ...DATABASE_OPTIONS,
  },
});
const [count, runs] = [Number(values.posts), Number(values.runs)];
const WARMING = 3;

const QUERIES = [
  ['a common word', 'government'],
  ['a rare word', 'zeppelin'],
  ['two common words', 'government minister'],
  ['a phrase of the commonest words', '"of the"'],
  ['or, and not', '(dredging OR tariff OR lighthouse) -minister'],
  ['a prefix', 'consult*'],
  ['near', 'question NEAR/5 answer'],
  ['of a source and a year', 'minister source:source-17 after:2010 before:2011'],
  ['an author who was answered', 'author:"Reader 17" has:replies'],
  ['what ministers publish', 'affiliation:minister is:post government'],
];

await onEach('search', values, measure);

async function measure(name, url, size) {
  print(`\n### ${name}, ${count.toLocaleString('en')} posts\n`);
  const app = await start(url);
  try {
    const took = await fillForSearch(app, count);
    if (took)
      print(`Storing ${took.storing.toFixed(0)} µs a post, filing ${took.filing.toFixed(0)} µs; ANALYZE ${took.analysing.toFixed(0)} s.\n`);
    await ask(app);
  } finally {
    await app.close();
  }
  print(`\n${((await size()) / 1e6).toFixed(0)} MB`);
}

async function start(url) {
  const app = await NestFactory.create(AppModule.of(readConfig({ DATABASE_URL: url, PORT: '0' }), 'web'), { logger: ['error', 'fatal'] });
  configureServing(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

async function ask(app) {
  const [server, url] = [app.getHttpServer(), await app.getUrl()];
  const times = [];
  server.prependListener('request', (_request, response) => {
    const begun = performance.now();
    response.once('finish', () => times.push(performance.now() - begun));
  });
  const request = async (query, order) => {
    const response = await fetch(`${url}/search?q=${encodeURIComponent(query)}&order=${order}`);
    const html = await response.text();
    if (!response.ok) throw new Error(`${query}: ${response.status}`);
    return /<h2 id="[^"]*">([^<]*)<\/h2>/.exec(html)?.[1] ?? '?';
  };
  for (const [, query] of QUERIES)
    for (let run = 0; run < WARMING; run++) for (const order of ['relevance', 'date']) await request(query, order);
  const all = { relevance: [], date: [] };
  print('| query | | results | p50 ms | p95 | p99 | worst | hold |\n|---|---|---|---|---|---|---|---|');
  for (const [what, query] of QUERIES) {
    for (const order of ['relevance', 'date']) {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      times.length = 0;
      let results;
      delay.enable();
      for (let run = 0; run < runs; run++) results = await request(query, order);
      delay.disable();
      all[order].push(...times);
      row(`${what}: \`${query.replaceAll('|', '\\|')}\``, order, results.replace(/ results?/, ''), times, delay.max / 1e6);
    }
  }
  for (const order of ['relevance', 'date']) row('**all**', order, '', all[order], null);
}

function row(what, order, results, times, holdMs) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(0);
  print(
    `| ${what} | ${order} | ${results} | ${at(0.5)} | ${at(0.95)} | ${at(0.99)} | ${sorted.at(-1).toFixed(0)} | ${holdMs === null ? '' : holdMs.toFixed(0)} |`,
  );
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

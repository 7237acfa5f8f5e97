/**
 * Threads of 100,000 comments in three shapes, among as many other posts as are asked for: stored as a poll stores them, and served by the real
 * application over loopback, beside ordinary threads and conversations.
 *
 *   npm run bench:thread-page -- [--comments 100000] [--posts 1000000] [--requests 20] [--rounds 5] [--keep FILE]
 *
 * Times are the server's, from a request's arrival to the last byte handed to the system; CPU is that of the process meanwhile. first: the order of the thread is read and built, by an
 * application that has just opened the database and served some pages of another thread (one for each round). then: requests that follow, for
 * pages at random. The other posts link to each other as blogs do: most of them nowhere, some to a post of the last days, many to a few landmarks.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import Sqlite from 'better-sqlite3';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Database } from '../dist/modules/database/database.js';
import { configureServing } from '../dist/serving.js';
import { ingest } from '../dist/modules/posts/ingest.js';

const { values } = parseArgs({
  options: {
    comments: { type: 'string', default: '100000' },
    posts: { type: 'string', default: '1000000' },
    requests: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '5' },
    keep: { type: 'string' },
  },
});
const [commentsEach, others, requests, rounds] = [values.comments, values.posts, values.requests, values.rounds].map(Number);
/** For each, which comment the one with this number answers: 0 is the post. */
const SHAPES = { chain: (number) => number - 1, star: () => 0, random: (number) => random(number) };
/** A document of more would be over the limit of 32 MB. */
const DOCUMENT = 10_000;
const WARMING = 1_000;
const WORDS = 'who answers when one writes to a lighthouse and is told that the letter is read but not by whom nor when '.repeat(3);
const START = Date.UTC(2008, 0, 1);

const folder = mkdtempSync(join(tmpdir(), 'hustings-bench-'));
const file = values.keep ?? join(folder, 'threads.sqlite');
try {
  if (!existsSync(file)) await fill();
  await serve();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function serve() {
  const pages = Math.ceil(commentsEach / 500);
  const roots = Object.keys(SHAPES).map((shape, index) => ({ shape, root: index * (commentsEach + 1) + 1 }));
  const warming = roots.length * (commentsEach + 1) + 1;
  const ordinary = Array.from({ length: requests * 5 }, () => warming + WARMING + 1 + random(others));
  const [first, then, places] = [new Map(), new Map(), []];
  let app = await start();
  print('| page | ms, median | ms, worst | CPU ms, median | kB |\n|---|---|---|---|---|');
  report('the first page of a new process, of 1,000 comments', await ask(app, [`/threads/${warming}`]));
  for (let round = 0; round < rounds; round++) {
    await app.close();
    app = await start();
    await ask(
      app,
      Array.from({ length: 30 }, () => `/threads/${warming}?page=${1 + random(2)}`),
    );
    for (const { shape, root } of roots) {
      add(first, shape, await ask(app, [`/threads/${root}`]));
      const paths = Array.from({ length: requests }, () => `/threads/${root}?page=${1 + random(pages)}`);
      add(then, shape, await ask(app, paths));
      const comments = Array.from({ length: requests }, () => `/threads/${root + 1 + random(commentsEach)}`);
      places.push(...(await ask(app, comments)));
    }
  }
  for (const [shape, times] of first) report(`${shape}, ${commentsEach.toLocaleString('en')} comments, first`, times);
  for (const [shape, times] of then) report(`${shape}, then`, times);
  report('where a comment is', places);
  if (others > 0) {
    const among = `among ${others.toLocaleString('en')} posts`;
    for (const [name, path] of Object.entries({ 'ordinary thread': 'threads', conversation: 'conversations' }))
      report(
        `${name}, ${among}`,
        await ask(
          app,
          ordinary.map((id) => `/${path}/${id}`),
        ),
      );
  }
  await app.close();
}

function add(map, key, times) {
  map.set(key, [...(map.get(key) ?? []), ...times]);
}

async function start() {
  const config = readConfig({ DATABASE_URL: `sqlite:${file}`, PORT: '0' });
  const app = await NestFactory.create(AppModule.of(config, 'web'), { logger: ['error', 'fatal'] });
  configureServing(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

/** Asks one after another; the server's time and the size of each answer. */
async function ask(app, paths) {
  const [server, url, times] = [app.getHttpServer(), await app.getUrl(), []];
  const onRequest = (_request, response) => {
    const [begun, used] = [performance.now(), process.cpuUsage()];
    response.once('finish', () => {
      const { user, system } = process.cpuUsage(used);
      times.push({ ms: performance.now() - begun, cpuMs: (user + system) / 1000, bytes: 0 });
    });
  };
  server.prependListener('request', onRequest);
  for (const path of paths) {
    const response = await fetch(url + path, { redirect: 'manual' });
    const text = await response.text();
    if (response.status >= 400) throw new Error(`${path}: ${response.status}`);
    times.at(-1).bytes = text.length;
  }
  server.off('request', onRequest);
  return times;
}

function report(name, answers) {
  const [times, cpu] = [sorted(answers.map(({ ms }) => ms)), sorted(answers.map(({ cpuMs }) => cpuMs))];
  const middle = Math.floor(times.length / 2);
  const kB = Math.max(...answers.map(({ bytes }) => bytes)) / 1024;
  print(`| ${name} | ${[times[middle], times.at(-1), cpu[middle], kB].map((value) => value.toFixed(0)).join(' | ')} |`);
}

function sorted(numbers) {
  return numbers.sort((a, b) => a - b);
}

async function fill() {
  const app = await start();
  const connection = new Sqlite(file);
  const source = connection.prepare(
    `INSERT INTO source (id, slug, title, site_url, platform, affiliation, is_sample, created_at) VALUES (?, ?, ?, ?, 'web', 'unknown', 0, 0)`,
  );
  for (let id = 1; id <= 1000; id++) source.run(id, `source-${id}`, `Source ${id}`, `https://s${id}.example/`);
  print(`| stored in documents of ${DOCUMENT.toLocaleString('en')}, newest first | s |\n|---|---|`);
  for (const [shape, parentOf] of Object.entries(SHAPES)) {
    const begun = performance.now();
    await store(app.get(Database), shape, commentsEach, parentOf);
    print(`| ${shape}, ${commentsEach.toLocaleString('en')} comments | ${((performance.now() - begun) / 1000).toFixed(1)} |`);
  }
  await store(app.get(Database), 'warming', WARMING, SHAPES.random);
  connection.transaction(() => addOthers(connection))();
  connection.exec('ANALYZE');
  connection.close();
  await app.close();
  print('');
}

/** A post and its comments, as the feed of the post and then its comment feed bring them. */
async function store(database, shape, comments, parentOf) {
  const batch = { sourceId: 1, feedId: null, deleted: [] };
  const post = said(shape, 0, { kind: 'post', title: `A ${shape}` });
  const now = new Date(START);
  const { ids } = await database.write((manager) => ingest(manager, { ...batch, threadId: null, posts: [post] }, now));
  for (let from = 1; from <= comments; from += DOCUMENT) {
    const posts = Array.from({ length: Math.min(DOCUMENT, comments - from + 1) }, (_, index) => {
      const number = from + index;
      return said(shape, number, { inReplyTo: { ref: guidOf(shape, parentOf(number)), url: null }, replyBasis: 'explicit' });
    });
    await database.write((manager) => ingest(manager, { ...batch, threadId: ids[0], posts: posts.reverse() }, now));
  }
}

function said(shape, number, rest) {
  const text = WORDS.slice(random(60), 200 + random(100));
  const url = `https://s1.example/${shape}${number === 0 ? '' : `#comment-${number}`}`;
  const facts = { guid: guidOf(shape, number), kind: 'comment', url, urlKey: url, author: { name: `Reader ${random(2000)}`, url: null } };
  const words = { title: null, html: `<p>${text}</p>`, text, entryHash: `${shape} ${number}`, contentHash: `${shape} ${number}` };
  const none = { inReplyTo: null, replyBasis: null, updatedAt: null, commentsUrl: null, commentsFeedUrl: null, commentCount: null };
  const lists = { language: null, position: 0, categories: [], enclosures: [], links: [] };
  return { ...none, ...lists, ...facts, ...words, publishedAt: new Date(START + number * 1000), ...rest };
}

function guidOf(shape, number) {
  return `urn:${shape}:${number}`;
}

function addOthers(connection) {
  const post = connection.prepare(
    `INSERT INTO post (id, source_id, kind, guid, url, url_key, title, author_name, html, text, published_at, seen_at, sort_at, position, entry_hash, content_hash)
     VALUES (@id, @source, 'post', 'urn:' || @id, @url, @url, 'Post ' || @id, @author, '<p>' || @text || '</p>', @text, @at, @at, @at, 0, 'e', 'c')`,
  );
  const link = connection.prepare('INSERT INTO link (post_id, position, url, key, text) VALUES (?, ?, ?, ?, ?)');
  const begin = Object.keys(SHAPES).length * (commentsEach + 1) + WARMING + 2;
  for (let number = 0; number < others; number++) {
    const id = begin + number;
    const at = START + Math.floor((number / others) * 365 * 86_400_000);
    const text = WORDS.slice(random(60), 200 + random(100));
    post.run({ id, source: 2 + random(999), url: addressOf(id), author: `Reader ${random(2000)}`, text, at });
    const dice = random(10);
    // Mean of less than one: conversations end. One in ten links to a landmark of a hundred, which joins nothing.
    if (dice < 3 && number > 5000) link.run(id, 0, ...Array(2).fill(addressOf(id - 1 - random(5000))), 'what they said');
    else if (dice === 3) link.run(id, 0, ...Array(2).fill(`https://landmark.example/${random(100)}`), 'a landmark');
  }
}

function addressOf(id) {
  return `https://posts.example/${id}`;
}

function random(below) {
  return Math.floor(Math.random() * below);
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

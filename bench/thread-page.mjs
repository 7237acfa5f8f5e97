/**
 * The pages of threads and conversations where there is much to read: threads of 100,000 comments in three shapes, among as many other posts as are
 * asked for, served by the real application over loopback.
 *
 *   npm run bench:thread-page -- [--comments 100000] [--posts 1000000] [--requests 20] [--keep FILE]
 *
 * first: the order of the thread is read and built. then: the median of the requests that follow, pages at random. The other posts link to each other as
 * blogs do: most of them nowhere, some to a post of the last days, many to a few landmarks.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import Sqlite from 'better-sqlite3';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { configurePages } from '../dist/modules/pages/pages.module.js';

const { values } = parseArgs({
  options: {
    comments: { type: 'string', default: '100000' },
    posts: { type: 'string', default: '1000000' },
    requests: { type: 'string', default: '20' },
    keep: { type: 'string' },
  },
});
const [commentsEach, others, requests] = [values.comments, values.posts, values.requests].map(Number);
const SHAPES = ['chain', 'star', 'random'];
const WORDS = 'who answers when one writes to a lighthouse and is told that the letter is read but not by whom nor when '.repeat(3);
const START = Date.UTC(2008, 0, 1);

const folder = mkdtempSync(join(tmpdir(), 'hustings-bench-'));
const file = values.keep ?? join(folder, 'threads.sqlite');
const isNew = !existsSync(file);
const app = await start(file);
try {
  if (isNew) fill(file);
  const url = await app.getUrl();
  const pages = Math.ceil(commentsEach / 500);
  print('| page | first ms | then ms (median) | worst ms | kB |\n|---|---|---|---|---|');
  for (const [index, shape] of SHAPES.entries()) {
    const root = index * (commentsEach + 1) + 1;
    const asked = Array.from({ length: requests }, () => `/threads/${root}?page=${1 + random(pages)}`);
    await measure(`${shape}, ${commentsEach.toLocaleString('en')} comments`, url, [`/threads/${root}`, ...asked]);
    await measure(
      `${shape}, where a comment is`,
      url,
      Array.from({ length: requests }, () => `/threads/${root + 1 + random(commentsEach)}`),
    );
  }
  const first = SHAPES.length * (commentsEach + 1) + 1;
  const ordinary = Array.from({ length: requests * 5 }, () => first + random(others));
  if (others > 0) {
    await measure(
      `ordinary thread, among ${others.toLocaleString('en')} posts`,
      url,
      ordinary.map((id) => `/threads/${id}`),
    );
    await measure(
      `conversation, among ${others.toLocaleString('en')} posts`,
      url,
      ordinary.map((id) => `/conversations/${id}`),
    );
  }
} finally {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
}

async function start(database) {
  const config = readConfig({ DATABASE_URL: `sqlite:${database}`, PORT: '0' });
  const app = await NestFactory.create(AppModule.of(config, 'web'), { logger: ['error', 'fatal'] });
  configurePages(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

async function measure(name, url, paths) {
  const times = [];
  let bytes = 0;
  for (const path of paths) {
    const begun = performance.now();
    const response = await fetch(url + path, { redirect: 'manual' });
    const text = await response.text();
    times.push(performance.now() - begun);
    if (response.status >= 400) throw new Error(`${path}: ${response.status}`);
    bytes = Math.max(bytes, text.length);
  }
  const [first, ...then] = times;
  const sorted = then.sort((a, b) => a - b);
  const cells = [first, sorted[Math.floor(sorted.length / 2)], sorted.at(-1), bytes / 1024].map((value) => value.toFixed(0));
  print(`| ${name} | ${cells.join(' | ')} |`);
}

function fill(database) {
  const connection = new Sqlite(database);
  const post = connection.prepare(
    `INSERT INTO post (id, source_id, kind, guid, url, url_key, title, author_name, html, text, published_at, seen_at, sort_at, root_id, parent_id, reply_basis,
                       position, entry_hash, content_hash)
     VALUES (@id, @source, @kind, 'urn:' || @id, @url, @url, @title, @author, '<p>' || @text || '</p>', @text, @at, @at, @at, @root, @parent, 'explicit', 0, 'e', 'c')`,
  );
  const link = connection.prepare('INSERT INTO link (post_id, position, url, key, text) VALUES (?, ?, ?, ?, ?)');
  const source = connection.prepare(
    `INSERT INTO source (id, slug, title, site_url, platform, affiliation, tags, is_sample, created_at) VALUES (?, ?, ?, ?, 'web', 'unknown', '[]', 0, 0)`,
  );
  connection.transaction(() => {
    for (let id = 1; id <= 1000; id++) source.run(id, `source-${id}`, `Source ${id}`, `https://s${id}.example/`);
    let id = 0;
    for (const shape of SHAPES) {
      const root = ++id;
      add(root, { source: 1, title: `A ${shape}`, at: START });
      for (let number = 1; number <= commentsEach; number++) {
        const parent = number === 1 || shape === 'star' ? root : shape === 'chain' ? id : root + random(number);
        add(++id, { source: 1, kind: 'comment', root, parent, at: START + number * 1000, url: `https://s1.example/${root}#comment-${id}` });
      }
    }
    const begin = id + 1;
    for (let number = 0; number < others; number++) {
      const at = START + Math.floor((number / others) * 365 * 86_400_000);
      add(++id, { source: 2 + random(999), title: `Post ${id}`, at });
      const dice = random(10);
      // Mean of less than one: conversations end. One in ten links to a landmark of a hundred, which joins nothing.
      if (dice < 3 && id > begin + 5000) link.run(id, 0, ...Array(2).fill(addressOf(id - 1 - random(5000))), 'what they said');
      else if (dice === 3) link.run(id, 0, ...Array(2).fill(`https://landmark.example/${random(100)}`), 'a landmark');
    }
  })();
  connection.exec('ANALYZE');
  connection.close();

  function add(id, said) {
    const text = WORDS.slice(random(60), 200 + random(100));
    const row = {
      kind: 'post',
      title: null,
      root: null,
      parent: null,
      url: addressOf(id),
      author: `Reader ${random(2000)}`,
      text,
      ...said,
      id,
    };
    post.run(row);
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

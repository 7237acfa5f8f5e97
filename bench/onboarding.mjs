/**
 * npm run bench:onboarding
 *
 * Walks in Chromium from the first start on an empty database to a digest that shows what the admin's own feeds say, by each way in; the feeds are those of a web
 * on loopback. Times are the machine's: seconds since `npm start` began to listen, without what a person thinks and types. TEST_CHROMIUM names the browser.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { startServer } from './server.mjs';

const BLOGS = 12;
const LONGEST_MS = 120_000;

const web = createServer((request, response) => {
  const [, name, kind] = request.url.split('/');
  const answer = kind === 'feed' ? feedOf(name) : kind === 'comments' ? commentsOf(name) : pageOf(name);
  response.writeHead(200, { 'Content-Type': kind ? 'application/rss+xml' : 'text/html' }).end(answer);
});
await new Promise((listening) => web.listen(0, '127.0.0.1', listening));
const site = `http://127.0.0.1:${web.address().port}`;
const browser = await chromium.launch({ executablePath: process.env.TEST_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  print(
    '| way in | clicks | seconds until it is seen what would come | until it is added | until the digest shows it |\n|---|---|---|---|---|',
  );
  await walk('one address', oneAddress, 'A ferry more, says blog-0');
  await walk(`a list of ${BLOGS} feeds`, ownList, `A ferry more, says blog-${BLOGS - 1}`);
} finally {
  await browser.close();
  web.close();
}

async function walk(name, steps, title) {
  const data = mkdtempSync(join(tmpdir(), 'hustings-onboarding-'));
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    DATABASE_URL: `sqlite:${join(data, 'hustings.sqlite')}`,
    NO_COLOR: '1',
    ALLOW_ADDRESSES: '127.0.0.0/8',
  };
  const { server, address } = await startServer(env);
  const begun = performance.now();
  const took = () => ((performance.now() - begun) / 1000).toFixed(1);
  try {
    const page = await browser.newPage();
    let clicks = 0;
    const click = async (locator) => {
      clicks++;
      await locator.click();
      await page.waitForLoadState();
    };
    await page.goto(address);
    await click(page.getByRole('link', { name: 'your own feeds' }));
    const { seen, added } = await steps(page, click, took);
    await page.goto(address);
    while ((await page.getByText(title).count()) === 0) {
      if (performance.now() - begun > LONGEST_MS) throw new Error(`The digest does not show “${title}” after two minutes`);
      await sleep(500);
      await page.reload();
    }
    print(`| ${name} | ${clicks} | ${seen} | ${added} | ${took()} |`);
    await page.close();
  } finally {
    server.kill();
    rmSync(data, { recursive: true, force: true });
  }
}

async function oneAddress(page, click, took) {
  await page.getByRole('textbox', { name: 'Address' }).fill(`${site}/blog-0`);
  await click(page.getByRole('button', { name: 'Look at it' }));
  await page.getByText('A ferry more, says blog-0').waitFor();
  const seen = took();
  await click(page.getByRole('button', { name: 'Add what is ticked' }));
  return { seen, added: took() };
}

async function ownList(page, click, took) {
  await click(page.getByRole('link', { name: 'Bring an OPML file' }));
  await page.getByLabel('OPML file').setInputFiles({ name: 'feeds.opml', mimeType: 'text/x-opml', buffer: Buffer.from(opml()) });
  await click(page.getByRole('button', { name: 'Look what is in it' }));
  const add = page.getByRole('button', { name: `Add ${BLOGS} feeds` });
  await add.waitFor();
  const seen = took();
  await click(add);
  await page.getByText(`${BLOGS} feeds added`).waitFor({ timeout: LONGEST_MS });
  return { seen, added: took() };
}

function pageOf(name) {
  return `<!doctype html><title>${name}</title><link rel="alternate" type="application/rss+xml" title="${name}" href="/${name}/feed"><h1>${name}</h1>`;
}

function feedOf(name) {
  return rss(name, `<item><title>A ferry more, says ${name}</title><link>${site}/${name}/1</link><guid>${site}/${name}/1</guid><pubDate>${new Date().toUTCString()}</pubDate>
<description>From Monday on, a ferry goes at six.</description><wfw:commentRss>${site}/${name}/comments</wfw:commentRss></item>`); // prettier-ignore
}

function commentsOf(name) {
  return rss(`Comments on ${name}`, `<item><title>By Ada</title><link>${site}/${name}/1#c1</link><guid>${site}/${name}/1#c1</guid><dc:creator>Ada</dc:creator>
<pubDate>${new Date().toUTCString()}</pubDate><description>And one at seven?</description></item>`); // prettier-ignore
}

function rss(title, items) {
  return `<?xml version="1.0"?><rss version="2.0" xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>${title}</title><link>${site}/</link><description>${title}</description>${items}</channel></rss>`;
}

function opml() {
  const feeds = Array.from({ length: BLOGS }, (_, index) => `<outline text="blog-${index}" xmlUrl="${site}/blog-${index}/feed"/>`);
  return `<opml version="2.0"><body>${feeds.join('')}</body></opml>`;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * The pictures of the README and the docs: starts the real server on a fresh database, which gives it the first-run sample, and photographs it in
 * Chromium; then with the feeds of a made-up town, for the pages that admins see.
 * `npm run pictures`; TEST_CHROMIUM names the browser where it is not /usr/bin/chromium.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { fillFeeds } from './pictures-feeds.mjs';
import { startServer } from './server.mjs';

const root = new URL('..', import.meta.url).pathname;
const folder = join(root, 'docs/pictures');
const data = mkdtempSync(join(tmpdir(), 'hustings-pictures-'));

const PICTURES = [
  { name: 'digest-light', path: '/', width: 1440, height: 1150, colorScheme: 'light' },
  { name: 'digest-dark', path: '/', width: 1440, height: 1150, colorScheme: 'dark' },
  { name: 'digest-phone', path: '/', width: 390, height: 844, colorScheme: 'light', deviceScaleFactor: 2 },
  { name: 'digest-mail', path: 'mail', width: 600, height: 1150, colorScheme: 'light' },
  // A sheet of A4 at 96 dots an inch.
  { name: 'digest-print', path: 'print', width: 794, height: 1123, colorScheme: 'light', bypassCSP: true },
  { name: 'thread', path: 'thread', width: 1100, height: 1400, colorScheme: 'light' },
];

const wide = { width: 1280, height: 1000, colorScheme: 'light' };
const ADMIN_PICTURES = [
  { name: 'admin-feeds', path: '/admin/feeds', ...wide },
  { name: 'admin-health', path: '/admin/health', ...wide },
  { name: 'admin-health-phone', path: '/admin/health', width: 390, height: 844, colorScheme: 'dark', deviceScaleFactor: 2 },
  { name: 'admin-feed-health', path: 'failing', ...wide },
  { name: 'admin-import', path: 'list', ...wide },
  { name: 'admin-source', path: '/admin/sources/the-lamp-room', ...wide },
  { name: 'admin-entities', path: '/admin/entities', ...wide },
  { name: 'admin-codebook', path: '/admin/codebook', ...wide },
  { name: 'admin-users', path: '/admin/users', ...wide },
  { name: 'admin-audit', path: '/admin/audit', ...wide },
  { name: 'admin-settings', path: '/admin/settings', ...wide },
  { name: 'alerts', path: '/alerts', ...wide },
  { name: 'api-docs', path: '/api/docs', ...wide },
];

/** As a feed reader exports it, with a folder, a feed that is there already and one that cannot be polled. */
const LIST = `<opml version="2.0"><body><outline text="Departments">
  <outline text="Harbour board news" xmlUrl="https://harbour.example/feeds/0"/>
  <outline text="Water office" xmlUrl="https://water.example/feed" htmlUrl="https://water.example/"/>
  <outline text="Water office: comments" xmlUrl="https://water.example/comments" htmlUrl="https://water.example/"/>
  <outline text="By mail" xmlUrl="mailto:press@water.example"/>
</outline></body></opml>`;

const env = { PATH: process.env.PATH, PORT: '0', DATABASE_URL: `sqlite:${join(data, 'hustings.sqlite')}`, NO_COLOR: '1' };
const { server, address } = await startServer(env);
const browser = await chromium.launch({ executablePath: process.env.TEST_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  mkdirSync(folder, { recursive: true });
  // Before there is anything: where a new installation leads.
  await picture({ name: 'welcome', path: '/welcome', ...wide });
  for (const plan of PICTURES) await picture(plan);
  await fillFeeds(env.DATABASE_URL);
  await invite();
  for (const plan of ADMIN_PICTURES) await picture(plan);
} finally {
  await browser.close();
  server.kill();
  rmSync(data, { recursive: true, force: true });
}

async function picture({ name, path, width, height, ...options }) {
  const page = await browser.newPage({ viewport: { width, height }, ...options });
  await page.goto(path.startsWith('/') ? address + path : address);
  if (path === 'mail') await page.goto(`${address}${await editionOf(page)}/mail`);
  if (path === 'print') await asPaper(page);
  // The sample's longest thread is the one whose comments nest.
  if (path === 'thread') await page.getByRole('link', { name: 'What we do with your comments', exact: true }).click();
  if (path === 'failing') await failing(page);
  if (path === 'list') await listShown(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.close();
  process.stdout.write(`docs/pictures/${name}.png\n`);
}

async function failing(page) {
  await page.goto(`${address}/admin/health`);
  await page.locator('a[href^="/admin/health/"]', { hasText: 'Friends of the Canal' }).click();
}

async function listShown(page) {
  await page.goto(`${address}/admin/feeds/import`);
  await page.locator('input[type=file]').setInputFiles({ name: 'feeds.opml', mimeType: 'text/x-opml', buffer: Buffer.from(LIST) });
  await page.locator('form:has(input[type=file]) button').click();
}

async function invite() {
  const page = await browser.newPage();
  await page.goto(`${address}/admin/users`);
  await page.getByRole('button', { name: 'Make the invitation' }).click();
  await page.close();
}

/** Where the edition lies that the first page shows. */
async function editionOf(page) {
  return new URL(await page.locator('link[rel=canonical]').getAttribute('href')).pathname;
}

/** As a printer lays it on paper, with the margins that it leaves. */
async function asPaper(page) {
  await page.emulateMedia({ media: 'print' });
  await page.addStyleTag({ content: 'html { padding: 12mm }' });
}

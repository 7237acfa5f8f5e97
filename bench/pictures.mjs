/**
 * The pictures of the README: starts the real server on a fresh database, which gives it the first-run sample, and photographs it in Chromium.
 * `npm run pictures`; TEST_CHROMIUM names the browser where it is not /usr/bin/chromium.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
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

const env = { PATH: process.env.PATH, PORT: '0', DATABASE_URL: `sqlite:${join(data, 'hustings.sqlite')}`, NO_COLOR: '1' };
const { server, address } = await startServer(env);
const browser = await chromium.launch({ executablePath: process.env.TEST_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  mkdirSync(folder, { recursive: true });
  for (const { name, path, width, height, ...options } of PICTURES) {
    const page = await browser.newPage({ viewport: { width, height }, ...options });
    await page.goto(address);
    if (path === 'mail') await page.goto(`${address}${await editionOf(page)}/mail`);
    if (path === 'print') await asPaper(page);
    // The sample's longest thread is the one whose comments nest.
    if (path === 'thread') await page.getByRole('link', { name: 'What we do with your comments', exact: true }).click();
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await page.close();
    process.stdout.write(`docs/pictures/${name}.png\n`);
  }
} finally {
  await browser.close();
  server.kill();
  rmSync(data, { recursive: true, force: true });
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

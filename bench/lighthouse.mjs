/**
 * npm run bench:lighthouse
 *
 * What Lighthouse says of a digest, a thread, an entity, a source and a search, on the first-run sample, with its own throttling of a mid-range phone. npx
 * fetches it, because it brings 185 MB of packages that nothing else here needs. TEST_CHROMIUM names the browser where it is not /usr/bin/chromium.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startServer } from './server.mjs';

/** The last that runs on Node 20. */
const LIGHTHOUSE = 'lighthouse@12.8.2';
const CATEGORIES = ['accessibility', 'best-practices', 'performance'];
const FIGURES = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'];

const root = new URL('..', import.meta.url).pathname;
const data = mkdtempSync(join(tmpdir(), 'hustings-lighthouse-'));
const env = { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', DATABASE_URL: `sqlite:${join(data, 'hustings.sqlite')}`, NO_COLOR: '1' }; // prettier-ignore

try {
  const { server, address } = await startServer(env);
  execFileSync(process.execPath, [join(root, 'bin/hustings.js'), 'entities', 'add', 'Harbours'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const first = async (path, kind) => new RegExp(`href="(/${kind}/[^"#?]+)"`).exec(await (await fetch(address + path)).text())?.[1];
    const pages = ['/', await first('/', 'threads'), await first('/entities', 'entities'), await first('/sources', 'sources'), '/search?q=comments']; // prettier-ignore
    print(`| page | ${CATEGORIES.join(' | ')} | FCP | LCP | TBT | CLS |\n|---|---|---|---|---|---|---|---|`);
    for (const page of pages) await judge(address, page);
  } finally {
    server.kill();
  }
} finally {
  rmSync(data, { recursive: true, force: true });
}

async function judge(address, page) {
  const flags = ['--quiet', '--output=json', `--only-categories=${CATEGORIES.join(',')}`, '--chrome-flags=--headless=new --no-sandbox'];
  const chrome = { ...process.env, CHROME_PATH: process.env.TEST_CHROMIUM ?? '/usr/bin/chromium' };
  const asked = ['--yes', '--package', LIGHTHOUSE, 'lighthouse', address + page, ...flags];
  const { stdout } = await promisify(execFile)('npx', asked, { env: chrome, maxBuffer: 64e6 });
  const { categories, audits } = JSON.parse(stdout);
  const scores = CATEGORIES.map((name) => Math.round(categories[name].score * 100));
  print(`| ${page} | ${scores.join(' | ')} | ${FIGURES.map((name) => audits[name].displayValue).join(' | ')} |`);
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

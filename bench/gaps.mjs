/**
 * Whether gaps are found, and how often one is told of in vain: the whole program polls a farm of feeds with known drops.
 *
 *   npm run bench:gaps -- [--sites 60] [--looks 25] [--days 10] [--seed 2008]
 *
 * What is real: the HTTP server on loopback, fetching, reading, storing, the plan of polls and the search for gaps. What is simulated: the clock and the sites. Each shows
 * a window of 5 to 50 entries and publishes 1 to 200 a day by chance, every third with a pinned entry above them; edits happen. Twice:
 *  - polled at random, however often they publish: every half to one and a half times six hours, once in ten after up to ten times as long;
 *  - polled when the program says that they are due, for so many days. Entries are lost where the machine is off, about once in two days for up to three,
 *    and where a site publishes one to three windows at once, about once in twenty days.
 */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { Clock } from '../dist/modules/clock/clock.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Database } from '../dist/modules/database/database.js';
import { Poller } from '../dist/modules/polling/poller.js';
import { SourcesService } from '../dist/modules/sources/sources.service.js';
import { dice } from './delay-threads.mjs';

const { values } = parseArgs({
  options: {
    sites: { type: 'string', default: '60' },
    looks: { type: 'string', default: '25' },
    days: { type: 'string', default: '10' },
    seed: { type: 'string', default: '2008' },
  },
});
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const STEP = 20 * MINUTE;
/** An edit is news for the plan of polls: they come by the time that passes, not by the look. */
const EDITED_EVERY = 20 * HOUR;
const random = dice(Number(values.seed));
let now;

class Site {
  entries = [];
  next = now;
  seen = 0;

  constructor(number) {
    this.path = `/${number}`;
    this.window = 5 + Math.floor(random() * 46);
    this.pace = 200 ** random();
    this.pinned = number % 3 === 0 ? [{ guid: 'pinned', at: now - 300 * DAY, edits: 0 }] : [];
  }

  pass(elapsed, bursts) {
    for (; this.next < now; this.next += -Math.log(1 - random()) * (DAY / this.pace)) this.publish(this.next);
    if (random() < bursts) for (let left = Math.ceil(this.window * 3 * random()); left > 0; left -= 1) this.publish(now - left * 1000);
    const edited = this.entries.at(-1 - Math.floor(random() * this.window));
    if (edited && random() < elapsed / EDITED_EVERY) edited.edits += 1;
  }

  publish(at) {
    this.entries.push({ guid: `g${this.entries.length}`, at: Math.floor(at / 1000) * 1000, edits: 0 });
  }

  get document() {
    const items = [...this.pinned, ...this.entries.slice(-this.window).reverse()].map(
      ({ guid, at, edits }) =>
        `<item><guid isPermaLink="false">${guid}</guid><title>On ${guid}</title><description>Words of ${guid}, ${edits}</description><pubDate>${new Date(at).toUTCString()}</pubDate></item>`,
    );
    return `<rss version="2.0"><channel><title>${this.path}</title>${items.join('')}</channel></rss>`;
  }

  /** What came and went since the last look. */
  look() {
    const lost = this.seen === 0 ? [] : this.entries.slice(this.seen, Math.max(this.seen, this.entries.length - this.window));
    this.seen = this.entries.length;
    return lost;
  }
}

let sites = [];
let asked = new Set();
const server = createServer((request, response) => {
  asked.add(request.url);
  response.end(sites[Number(request.url.slice(1))].document);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${server.address().port}`;

await measure('polled at random', {
  rounds: Number(values.looks),
  isAll: true,
  bursts: 0,
  pause: () => 6 * HOUR * (random() < 0.1 ? 10 * random() : 0.5 + random()),
});
await measure('polled when due', {
  rounds: (Number(values.days) * DAY) / STEP,
  isAll: false,
  bursts: STEP / (20 * DAY),
  pause: () => (random() < STEP / (2 * DAY) ? 3 * DAY * random() : STEP),
});
server.close();

async function measure(title, { rounds, isAll, bursts, pause }) {
  now = Date.parse('2008-04-03T00:00:00Z');
  sites = Array.from({ length: Number(values.sites) }, (_, index) => new Site(index));
  const config = readConfig({ DATABASE_URL: 'sqlite::memory:', ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0' });
  const app = await NestFactory.createApplicationContext(AppModule.of(config, 'none'), { logger: ['error'], abortOnError: false });
  app.get(Clock).now = () => new Date(now);
  await app.get(SourcesService).addKnownFeeds(sites.map(({ path }) => ({ url: base + path, title: path, sourceTitle: path })));

  const counts = { looks: 0, gaps: 0, found: 0, inVain: 0, exact: 0, lost: 0, within: 0 };
  const started = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    const elapsed = Math.ceil(pause());
    now += elapsed;
    for (const site of sites) site.pass(elapsed, bursts);
    asked = new Set();
    await app.get(Poller).pollOnce(isAll, () => undefined);
    const found = await gapsFoundNow(app);
    for (const site of sites.filter(({ path }) => asked.has(path))) count(counts, site, found.get(site.path));
  }
  await app.close();
  print(title, counts, (performance.now() - started) / 1000);
}

async function gapsFoundNow(app) {
  const rows = await app
    .get(Database)
    .manager.query(
      'SELECT f.url, g.from_at AS "from", g.until_at AS until FROM feed_gap g JOIN feed f ON f.id = g.feed_id WHERE g.found_at = ?',
      [now],
    );
  return new Map(rows.map((row) => [row.url.slice(base.length), row]));
}

function count(counts, site, gap) {
  const isFirst = site.seen === 0;
  const arrived = site.entries.length - site.seen;
  const lost = site.look();
  if (isFirst) return;
  counts.looks += 1;
  counts.gaps += lost.length > 0 ? 1 : 0;
  counts.found += lost.length > 0 && gap ? 1 : 0;
  counts.inVain += lost.length === 0 && gap ? 1 : 0;
  counts.exact += lost.length === 0 && gap && arrived === site.window ? 1 : 0;
  counts.lost += lost.length;
  counts.within += gap ? lost.filter(({ at }) => at >= gap.from && at <= gap.until).length : 0;
}

function print(title, counts, seconds) {
  const percent = (part, whole) => `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`;
  console.log(`\n${title}: ${sites.length} feeds, ${counts.looks} looks in ${Math.round(seconds)} s`);
  console.log(`looks with losses      ${counts.gaps}, found ${counts.found} (${percent(counts.found, counts.gaps)})`);
  console.log(
    `looks without          ${counts.looks - counts.gaps}, told of a gap ${counts.inVain} (${percent(counts.inVain, counts.looks)} of all looks)`,
  );
  console.log(`   of these, windows that rolled over to the very entry, which show the same: ${counts.exact}`);
  console.log(
    `entries lost           ${counts.lost}, within the bounds of their gap ${counts.within} (${percent(counts.within, counts.lost)})`,
  );
}

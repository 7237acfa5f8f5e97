/**
 * Whether gaps are found, and how often one is told of in vain: the whole program polls a farm of feeds with known drops.
 *
 *   npm run bench:gaps -- [--sites 60] [--looks 25] [--seed 2008]
 *
 * What is real: the HTTP server on loopback, fetching, reading, storing, and the search for gaps. What is simulated: the clock and the sites. Each shows a window of
 * 5 to 50 entries and publishes 1 to 200 a day by chance, every third with a pinned entry above them; edits happen. They are polled every half to one and a half times
 * six hours, once in ten after up to ten times as long, as when a machine was off.
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
    seed: { type: 'string', default: '2008' },
  },
});
const [HOUR, DAY] = [3_600_000, 86_400_000];
const random = dice(Number(values.seed));
let now = Date.parse('2008-04-03T00:00:00Z');

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

  pass() {
    for (; this.next < now; this.next += -Math.log(1 - random()) * (DAY / this.pace))
      this.entries.push({ guid: `g${this.entries.length}`, at: Math.floor(this.next / 1000) * 1000, edits: 0 });
    const edited = this.entries.at(-1 - Math.floor(random() * this.window));
    if (edited && random() < 0.3) edited.edits += 1;
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

const sites = Array.from({ length: Number(values.sites) }, (_, index) => new Site(index));
const siteOf = new Map(sites.map((site) => [site.path, site]));
const server = createServer((request, response) => response.end(siteOf.get(request.url).document));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${server.address().port}`;
const config = readConfig({ DATABASE_URL: 'sqlite::memory:', ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0' });
const app = await NestFactory.createApplicationContext(AppModule.of(config, 'none'), { logger: ['error'], abortOnError: false });
app.get(Clock).now = () => new Date(now);
await app.get(SourcesService).addKnownFeeds(sites.map(({ path }) => ({ url: base + path, title: path, sourceTitle: path })));

const counts = { looks: 0, gaps: 0, found: 0, falseAlarms: 0, exact: 0, lost: 0, within: 0 };
const started = performance.now();
for (let round = 0; round < Number(values.looks); round += 1) {
  now += Math.ceil(6 * HOUR * (random() < 0.1 ? 10 * random() : 0.5 + random()));
  for (const site of sites) site.pass();
  await app.get(Poller).pollOnce(true, () => undefined);
  const rows = await app
    .get(Database)
    .manager.query(
      'SELECT f.url, g.from_at AS "from", g.until_at AS until FROM feed_gap g JOIN feed f ON f.id = g.feed_id WHERE g.found_at = ?',
      [now],
    );
  const found = new Map(rows.map((row) => [row.url.slice(base.length), row]));
  for (const site of sites) {
    const isFirst = site.seen === 0;
    const arrived = site.entries.length - site.seen;
    const [lost, gap] = [site.look(), found.get(site.path)];
    if (isFirst) continue;
    counts.looks += 1;
    counts.gaps += lost.length > 0 ? 1 : 0;
    counts.found += lost.length > 0 && gap ? 1 : 0;
    counts.falseAlarms += lost.length === 0 && gap ? 1 : 0;
    counts.exact += lost.length === 0 && gap && arrived === site.window ? 1 : 0;
    counts.lost += lost.length;
    counts.within += gap ? lost.filter(({ at }) => at >= gap.from && at <= gap.until).length : 0;
  }
}
const seconds = Math.round((performance.now() - started) / 1000);
const percent = (part, whole) => `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`;
console.log(`${sites.length} feeds, ${counts.looks} looks in ${seconds} s`);
console.log(`looks with losses      ${counts.gaps}, found ${counts.found} (${percent(counts.found, counts.gaps)})`);
console.log(
  `looks without          ${counts.looks - counts.gaps}, told of a gap ${counts.falseAlarms} (${percent(counts.falseAlarms, counts.looks)} of all looks)`,
);
console.log(`   of these, windows that rolled over to the very entry, which show the same: ${counts.exact}`);
console.log(
  `entries lost           ${counts.lost}, within the bounds of their gap ${counts.within} (${percent(counts.within, counts.lost)})`,
);
await app.close();
server.close();

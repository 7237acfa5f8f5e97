/**
 * node bench/poll-once.mjs DATABASE LIST: one poll of all the feeds of a list, in a process of its own, measured from within.
 */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Poller } from '../dist/modules/polling/poller.js';
import { SourcesService } from '../dist/modules/sources/sources.service.js';

const [database, list] = process.argv.slice(2);
const config = readConfig({ DATABASE_URL: database, ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0', HOSTS_AT_ONCE: '64' });
const app = await NestFactory.createApplicationContext(AppModule.of(config, 'none'), { logger: ['error', 'fatal'], abortOnError: false });
const urls = readFileSync(list, 'utf8').trim().split('\n');
await app.get(SourcesService).addKnownFeeds(urls.map((url) => ({ url })));

const cpuBefore = process.cpuUsage();
const startedMs = performance.now();
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const summary = await app.get(Poller).pollOnce(true, () => undefined);
delay.disable();
const wall = (performance.now() - startedMs) / 1000;
const cpu = process.cpuUsage(cpuBefore);
await app.close();
process.stdout.write(
  `${JSON.stringify({ ...summary, wall, cpu: (cpu.user + cpu.system) / 1e6, maxRssMb: Math.round(process.resourceUsage().maxRSS / 1024), loopP99Ms: delay.percentile(99) / 1e6 })}\n`,
);

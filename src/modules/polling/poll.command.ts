import type { INestApplicationContext } from '@nestjs/common';
import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { works } from '../config/command-kind.js';
import { Poller, type PollSummary } from './poller.js';

export function registerPollCommand(program: Command, open: () => Promise<INestApplicationContext>): void {
  works(program.command('poll'))
    .description('Poll the feeds that are due, once.')
    .option('--all', 'poll every active feed, due or not')
    .option('--json', 'print one JSON object')
    .action(async ({ all, json }: { all?: boolean; json?: boolean }) => {
      const app = await open();
      try {
        const summary = await poll(app.get(Poller), all ?? false);
        process.stdout.write(json ? `${JSON.stringify(summary)}\n` : `${sentence(summary)}\n`);
      } finally {
        await app.close();
      }
    });
}

async function poll(poller: Poller, all: boolean): Promise<PollSummary> {
  if (!process.stderr.isTTY) {
    return poller.pollOnce(all, ({ result, url, message }) => {
      if (result === 'failed') process.stderr.write(`${url}: ${message}\n`);
    });
  }
  const failures: string[] = [];
  const bar = new SingleBar({
    stream: process.stderr,
    format: ' {bar} {value}/{total} feeds, {added} new | {url}',
    hideCursor: true,
    clearOnComplete: true,
  });
  let added = 0;
  bar.start(1, 0, { added, url: '' });
  const summary = await poller.pollOnce(all, (report, expected) => {
    added += report.added;
    if (report.result === 'failed') failures.push(`${report.url}: ${report.message}`);
    bar.setTotal(expected);
    bar.increment(1, { added, url: report.url.slice(0, 60) });
  });
  bar.stop();
  for (const failure of failures) process.stderr.write(`${failure}\n`);
  return summary;
}

function sentence({ feeds, fetched, notModified, failed, added, revised, gone, seconds }: PollSummary): string {
  if (feeds === 0) return 'No feed is due. Use --all to poll every feed now.';
  const parts = [`${fetched} fetched`, `${notModified} unchanged`, `${failed} failed`];
  return `Polled ${feeds} ${feeds === 1 ? 'feed' : 'feeds'} in ${seconds} s (${parts.join(', ')}): ${added} new posts and comments, ${revised} edited, ${gone} gone.`;
}

import type { INestApplicationContext } from '@nestjs/common';
import { type Command, InvalidArgumentError } from 'commander';
import { changes } from '../config/command-kind.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { RETENTION_DAYS_MAX, RETENTION_DAYS_MIN } from '../config/fields.js';
import { withApplication } from '../config/with-application.js';
import { countOf } from '../pages/words.js';
import type { Reason } from './held.js';
import { Purge, type Purged } from './purge.js';

interface Typed {
  dryRun?: boolean;
  olderThan?: number;
  json?: boolean;
}

const NOTHING_SET =
  'Nothing is set, so nothing goes. Set RETENTION_DAYS or RETENTION_POSTS, or the days of a feed on its page; or ask for a term with --older-than DAYS.\n';

const WHY: Record<Reason, string> = {
  coded: 'somebody coded posts of theirs',
  edited: 'an editor did something to them in an edition',
  starred: 'somebody starred posts of theirs',
  shown: 'a closed edition shows them',
};

/** `purge`: at once what else is done at night. */
export function registerPurgeCommand(program: Command, open: () => Promise<INestApplicationContext>): void {
  changes(program.command('purge'), { isChange: ({ dryRun }) => dryRun !== true })
    .description(
      'Purge threads that are older than RETENTION_DAYS, or too many for RETENTION_POSTS. They do not come back with their feeds.',
    )
    .option('--dry-run', 'say what would go; nothing is changed')
    .option('--older-than <days>', 'purge what is older than so many days, whatever is set', daysOf)
    .option('--json', 'print one JSON object')
    .action(({ dryRun: isDry = false, olderThan, json }: Typed) =>
      withApplication(open, async (app) => {
        const { retention } = app.get<Config>(CONFIG);
        const terms = olderThan === undefined ? retention : { ...retention, days: olderThan, posts: null };
        const purged = await app.get(Purge).run(terms, { isDry });
        process.stdout.write(json ? `${JSON.stringify({ dryRun: isDry, ...purged })}\n` : textOf(purged, isDry));
      }),
    );
}

function textOf({ isSet, threads, posts, held }: Purged, isDry: boolean): string {
  if (!isSet) return NOTHING_SET;
  const [went, stay] = isDry ? ['would go', 'would stay'] : ['went', 'stay'];
  const kept = (Object.keys(WHY) as Reason[])
    .filter((reason) => held[reason] > 0)
    .map((reason) => `${countOf(held[reason], 'old thread', 'old threads')} ${stay}: ${WHY[reason]}.\n`);
  return `${countOf(threads, 'thread', 'threads')} with ${countOf(posts, 'post', 'posts')} ${went}.\n${kept.join('')}`;
}

function daysOf(text: string): number {
  const days = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (days < RETENTION_DAYS_MIN || days > RETENTION_DAYS_MAX)
    throw new InvalidArgumentError(`Write a number of days from ${RETENTION_DAYS_MIN} to ${RETENTION_DAYS_MAX}.`);
  return days;
}

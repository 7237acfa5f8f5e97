import type { Command } from 'commander';
import { changes } from '../config/command-kind.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { KEPT_DAYS } from './feed-changes.js';
import { type Care, FeedCare } from './feed-care.js';

const WORDS: Record<Care, { what: string; done: string; before: string }> = {
  pause: { what: 'Stop polling a feed.', done: 'is paused.', before: 'is not polled as it is.' },
  resume: { what: 'Poll a feed again.', done: 'is polled again.', before: 'is polled already, or was removed: hustings feeds restore' },
  remove: {
    what: 'Take a feed off the list; its posts stay.',
    done: `is removed. Its posts stay. Within ${KEPT_DAYS} days it can be brought back: hustings feeds restore`,
    before: 'was removed already.',
  },
  restore: { what: 'Bring back a feed that was removed.', done: 'is back.', before: 'was not removed.' },
};

/** `feeds pause | resume | remove | restore FEED`. */
export function registerFeedCareCommands(feeds: Command, open: OpenApplication): void {
  for (const [care, { what }] of Object.entries(WORDS) as [Care, { what: string }][]) {
    changes(feeds.command(care))
      .description(what)
      .argument('<feed>', 'its address, or its number as `feeds list --json` has it')
      .action((feed: string) => withApplication(open, (app) => apply(app.get(FeedCare), care, feed)));
  }
}

async function apply(cares: FeedCare, care: Care, named: string): Promise<void> {
  const id = await cares.idOf(named);
  if (id === null) {
    process.stderr.write(`There is no feed ${named}. See which there are: hustings feeds list\n`);
    process.exitCode = 1;
    return;
  }
  const { feeds, changed } = await cares.apply(care, [id]);
  const { done, before } = WORDS[care];
  process.stdout.write(`${feeds[0]?.url ?? named} ${changed > 0 ? done : before}\n`);
}

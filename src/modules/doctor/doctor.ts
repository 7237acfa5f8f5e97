import type { Config } from '../config/config.js';
import { checkClock } from './clock.check.js';
import { checkDatabase } from './database.check.js';
import { checkDisk } from './disk.check.js';
import type { Finding } from './finding.js';
import { checkMail } from './mail.check.js';
import { checkNetwork } from './network.check.js';
import { checkQueue } from './queue.check.js';
import { checkSettings } from './settings.check.js';

/** Looks at all that this installation stands on, and changes nothing. What stands on a database that cannot be opened is left out. */
export async function examine(config: Config, now: () => Date): Promise<Finding[]> {
  const { finding, source } = await checkDatabase(config.database);
  try {
    const ofTables =
      source && finding.state !== 'failed' ? [await checkQueue(config.queue, source, now()), await checkNetwork(source, config)] : [];
    const others = [await checkClock(now, source), await checkDisk(config.database), await checkMail(config.mail)];
    return [checkSettings(config), finding, ...ofTables, ...others];
  } finally {
    await source?.destroy();
  }
}

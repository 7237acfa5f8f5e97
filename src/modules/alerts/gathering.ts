import { type QuietHours, quietUntil } from './quiet-hours.js';

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** Why what has happened is not told yet. */
export type Reason = 'grouping' | 'quiet' | 'limit' | 'before';

/** Whether what waits goes out now; else why not, and until when as far as that is known. */
export type Gathering = { isDue: true } | { isDue: false; why: Reason; until: Date | null };

export interface Waiting {
  /** When the oldest of what waits was noted. */
  firstAt: Date;
  /** When the deliveries of the last hour to this place were made, in any order. */
  made: readonly Date[];
  /** One is under way, or is being tried again: the next waits behind it, so that nobody who is down is knocked at by a queue. */
  hasOpen: boolean;
}

export interface Manners {
  quiet: QuietHours | null;
  groupMinutes: number;
  hourlyLimit: number;
}

/** Says when what waits for one place goes out, as one. */
export function gatheringAt({ firstAt, made, hasOpen }: Waiting, manners: Manners, now: Date, zone: string): Gathering {
  const groupedAt = new Date(firstAt.getTime() + manners.groupMinutes * MINUTE_MS);
  if (now < groupedAt) return { isDue: false, why: 'grouping', until: groupedAt };
  const quiet = manners.quiet && quietUntil(manners.quiet, now, zone);
  if (quiet) return { isDue: false, why: 'quiet', until: quiet };
  const recent = made.filter((at) => at.getTime() > now.getTime() - HOUR_MS).sort((a, b) => b.getTime() - a.getTime());
  const oldest = recent[manners.hourlyLimit - 1];
  if (oldest) return { isDue: false, why: 'limit', until: new Date(oldest.getTime() + HOUR_MS) };
  return hasOpen ? { isDue: false, why: 'before', until: null } : { isDue: true };
}

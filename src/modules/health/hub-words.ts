import type { HubSubscriptionEntity } from '../sources/hub-subscription.entity.js';
import { isRelied } from '../sources/hub-subscriptions.js';

/** Who tells us of a feed's news, and how that goes. */
export interface HubView {
  words: string;
  host: string;
  leaseUntil: Date | null;
  pushedAt: Date | null;
  missedAt: Date | null;
}

/** Null where its document names no hub. */
export function hubView(row: HubSubscriptionEntity | null, now: Date): HubView | null {
  if (row === null) return null;
  const { host, pushedAt, missedAt } = row;
  const leaseUntil = row.state === 'active' ? row.leaseUntil : null;
  return { words: `${wordsFor(row, now)}${ignoredWords(row)}`, host, leaseUntil, pushedAt, missedAt };
}

function wordsFor(row: HubSubscriptionEntity, now: Date): string {
  const { state, host, leaseUntil, pushedAt, missedAt, message } = row;
  const said = message === null ? '' : ` ${message}`;
  switch (state) {
    case 'wanted':
      return `${host} is asked to tell us of news; until it does, the feed is polled as any other.${said}`;
    case 'refused':
      return `${host} does not tell us of news, so the feed is polled. It is asked again within a week.${said}`;
    case 'leaving':
    case 'resting':
      return `${host} could tell us of news. It is asked to when the feed is polled again.`;
    case 'active':
      if (leaseUntil === null || leaseUntil <= now)
        return `${host} told us of news until its promise ran out, and is asked again; until then, the feed is polled as any other.${said}`;
      if (isRelied(row, now)) return `${host} tells us of news. The feed is polled more rarely, to see what is not told.`;
      if (missedAt !== null)
        return `${host} has promised to tell us of news, but a poll found what it had not told. For a day at the least, the feed is polled as any other.`;
      return pushedAt === null
        ? `${host} has promised to tell us of news, and has had none yet. The feed is polled as any other.`
        : `${host} tells us of news.`;
  }
}

function ignoredWords({ ignored }: HubSubscriptionEntity): string {
  if (ignored === 0) return '';
  const what = ignored === 1 ? 'One delivery was' : `${ignored} deliveries were`;
  return ` ${what} not signed as agreed, and left out: somebody else may know the address, or SECRET_KEY has been changed.`;
}

/** Where we subscribe to feeds, and whether what is told there can be relied on. */
import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Config } from '../config/config.js';
import { insertMany, isPostgres, run, selectMany, updateOne } from '../database/bulk.js';
import { unreachableBecause } from '../fetch/reachable.js';
import { urlRefusal } from '../fetch/urls.js';
import type { FeedEntity } from './feed.entity.js';
import { HubSubscriptionEntity } from './hub-subscription.entity.js';

/** What a document says of where to subscribe to it. */
export interface HubOffer {
  hub: string;
  topic: string;
}

const ADDRESS_LENGTH_MAX = 1000;
/** 192 bits, in 32 letters. */
const KEY_BYTES = 24;
/** After a push that was missed, so long its feed is polled as if there were none, at the least. */
const DISTRUST_MS = 86_400_000;
/** Entries that were pushed since the last poll: more than any window holds. */
const HASHES_MAX = 500;

/** Why nobody tells us of news, in a sentence that says what to do; null where hubs are asked to. */
export function whyNoHubs({ websub, baseUrl, allowAddresses, given }: Config): string | null {
  if (websub === 'off') return 'Feeds are polled only: WEBSUB is off.';
  const toDo = 'Set BASE_URL to an address that is reached from outside, and hubs are asked to tell us of news.';
  if (given.BASE_URL === undefined) return `Feeds are polled only: BASE_URL is not set. ${toDo}`;
  const because = unreachableBecause(baseUrl, allowAddresses);
  return because === null ? null : `Feeds are polled only: hubs cannot reach BASE_URL, for ${because}. ${toDo}`;
}

/** The first hub that can be asked; null where there is none. */
export function offerOf(hubs: readonly string[], self: string | null, url: string): HubOffer | null {
  const hub = hubs.find(isFit);
  const topic = self ?? url;
  return hub !== undefined && isFit(topic) ? { hub, topic } : null;
}

function isFit(url: string): boolean {
  return url.length <= ADDRESS_LENGTH_MAX && urlRefusal(url) === null;
}

/** Only feeds of whole sites are subscribed to: those of single posts come and go with their threads. */
export async function subscriptionOf(
  manager: EntityManager,
  { id, postId, reader }: Pick<FeedEntity, 'id' | 'postId' | 'reader'>,
): Promise<HubSubscriptionEntity | null> {
  if (postId !== null || reader !== null) return null;
  const [row] = await selectMany(manager, HubSubscriptionEntity, 'feed_id = ? AND is_named = 1', [id]);
  return row ?? null;
}

/** Whether its feed need not be polled as often as without: it has told of something, its lease runs, and nothing was missed of late. */
export function isRelied({ state, leaseUntil, pushedAt, missedAt }: HubSubscriptionEntity, now: Date): boolean {
  if (state !== 'active' || leaseUntil === null || leaseUntil <= now || pushedAt === null) return false;
  return missedAt === null || (pushedAt > missedAt && now.getTime() - missedAt.getTime() > DISTRUST_MS);
}

/** Remembers what the document of a feed says of its hub: another one is subscribed to in its place. */
export async function nameHub(
  manager: EntityManager,
  { id: feedId, postId, reader }: Pick<FeedEntity, 'id' | 'postId' | 'reader'>,
  known: HubSubscriptionEntity | null,
  offer: HubOffer | null,
  now: Date,
): Promise<void> {
  if (postId !== null || reader !== null || (known === null && offer === null)) return;
  if (known !== null && offer?.hub === known.hub && offer.topic === known.topic) return;
  if (known !== null) await updateOne(manager, HubSubscriptionEntity, known.id, { ...LEAVING, isNamed: 0, nextAt: now });
  if (offer === null) return;
  const row = {
    ...{ feedId, ...offer, host: new URL(offer.hub).host, pathKey: randomBytes(KEY_BYTES).toString('base64url') },
    ...{ state: 'wanted' as const, isNamed: 1, nextAt: now, attempts: 0, pushedHashes: [], ignored: 0, message: null },
    ...{ askedAt: null, verifiedAt: null, leaseUntil: null, pushedAt: null, missedAt: null },
  };
  await insertMany<Omit<HubSubscriptionEntity, 'id'>>(manager, HubSubscriptionEntity, [row]);
}

/** One that is to be given back. */
export const LEAVING = { state: 'leaving', attempts: 0, askedAt: null } as const;

/** Keeps a poll and a push of one feed apart, so that neither stores what the other is about to. SQLite writes one after another in any case. */
export async function lockFeed(manager: EntityManager, feedId: number): Promise<void> {
  if (isPostgres(manager)) await run(manager, 'SELECT id FROM feed WHERE id = ? FOR UPDATE', [feedId]);
}

/** The entries of a push, kept for the next poll. */
export function withPushed({ pushedHashes }: HubSubscriptionEntity, hashes: readonly string[]): string[] {
  return [...new Set([...hashes, ...pushedHashes])].slice(0, HASHES_MAX);
}

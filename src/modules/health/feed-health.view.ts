import type { PageFrame } from '../pages/page.view.js';
import { durationText, formatNumber } from '../pages/words.js';
import type { HubSubscriptionEntity } from '../sources/hub-subscription.entity.js';
import { outcomesOf } from '../sources/outcome-log.js';
import type { HealthQuery, HealthRow } from './health.query.js';
import { type HealthLine, healthLine } from './health.view.js';
import { hubView, type HubView } from './hub-words.js';
import { broughtWords, kindWords } from './outcome.words.js';
import type { Progress } from './progress.js';
import { type Look, lookOf } from './strip.js';

interface OutcomeLine {
  at: Date;
  look: Look;
  what: string;
  isMoved: boolean;
  brought: string;
  /** How long it took, and how much came. */
  cost: string;
  message: string;
}

export interface FeedHealthView extends HealthLine {
  page: PageFrame;
  firstRun: null;
  settingsHref: string;
  siteUrl: string | null;
  silence: string;
  /** Who tells of its news. */
  told: Pick<HubView, 'words' | 'leaseUntil' | 'pushedAt' | 'missedAt'>;
  changedAt: Date | null;
  polledAt: Date | null;
  outcomes: OutcomeLine[];
  gapList: { fromAt: Date; untilAt: Date; foundAt: Date; span: string }[];
  notes: { at: Date; note: string }[];
  /** Present while it is asked. */
  progress: (Progress & { streamHref: string; thenHref: string; againHref: string }) | null;
  can: { poll: boolean; accept: boolean; again: boolean; pause: boolean; resume: boolean };
  said: string | null;
}

/** What came of a deed. */
export const SAID = {
  moved: 'The new address is kept; it is asked there now.',
  there: 'Another feed has that address already. Pause or remove this one, if both bring the same.',
  'not-moved': 'It does not redirect any more: nothing was changed.',
  again: 'It is asked again. If its publisher still says that it is gone, it is muted again.',
  paused: 'It is paused: it is not asked until you resume it.',
  resumed: 'It is polled again.',
  patience: 'Its server has asked for patience: it is asked when that time is over, and not before.',
  'not-polled': 'It is not polled: resume it first.',
  unchanged: 'That is so already; nothing was changed.',
} as const;

export type Said = keyof typeof SAID;

/** What is kept beside its row. */
export interface Parts {
  gaps: Awaited<ReturnType<HealthQuery['gaps']>>;
  notes: Awaited<ReturnType<HealthQuery['notes']>>;
  progress: Progress | null;
  hub: HubSubscriptionEntity | null;
  /** Why no hub is asked to tell us of news, in a sentence; null where they are. */
  whyNoHubs: string | null;
}

export function feedHealthView(row: HealthRow, { gaps, notes, progress, hub, whyNoHubs }: Parts, said: string, now: Date): FeedHealthView {
  const { id, title, url, state, siteUrl, habit, changedAt, polledAt, movedTo } = row;
  const line = healthLine(row, now);
  return {
    ...line,
    page: { title: title ?? url, description: `How the feed ${title ?? url} fares.`, path: null, feeds: [], standalone: false },
    firstRun: null,
    settingsHref: `/admin/feeds/${id}`,
    siteUrl,
    silence: silenceWords(habit),
    told: toldView(hub, whyNoHubs, now),
    changedAt,
    polledAt,
    outcomes: outcomesOf(row.outcomes)
      .reverse()
      .map(({ durationMs, bytes, ...outcome }) => ({
        at: outcome.at,
        look: lookOf(outcome),
        what: kindWords(outcome.kind),
        isMoved: outcome.isMoved,
        brought: broughtWords(outcome),
        cost: `${formatNumber(durationMs)} ms${bytes === null ? '' : `, ${sizeText(bytes)}`}`,
        message: outcome.message,
      })),
    gapList: gaps.map((gap) => ({ ...gap, span: durationText(gap.untilAt.getTime() - gap.fromAt.getTime()) })),
    notes,
    progress:
      progress === null || progress.isOver
        ? null
        : { ...progress, streamHref: `/admin/health/${id}/progress`, thenHref: `/admin/health/${id}`, againHref: `/admin/health/${id}` },
    can: {
      poll: state === 'active' && line.kind !== 'throttled' && !line.isDue,
      accept: state === 'active' && movedTo !== null,
      again: state === 'gone',
      pause: state === 'active',
      resume: state === 'paused',
    },
    said: isSaid(said) ? SAID[said] : null,
  };
}

function isSaid(word: string): word is Said {
  return Object.hasOwn(SAID, word);
}

function toldView(row: HubSubscriptionEntity | null, whyNoHubs: string | null, now: Date): FeedHealthView['told'] {
  const hub = whyNoHubs === null ? hubView(row, now) : null;
  const words = whyNoHubs ?? 'Nobody: its document names no hub, so it is polled.';
  return hub ?? { words, leaseUntil: null, pushedAt: null, missedAt: null };
}

/** How long it is used to be silent. */
export function silenceWords(habit: HealthRow['habit']): string {
  const { usualMs = null, longestMs = null } = habit ?? {};
  if (usualMs === null || longestMs === null) return 'Not known: ten entries are needed to tell';
  return `${durationText(usualMs)} between two entries as a rule, ${durationText(longestMs)} at most`;
}

function sizeText(bytes: number): string {
  return bytes < 10_240 ? `${formatNumber(bytes)} bytes` : `${formatNumber(Math.round(bytes / 1024))} KB`;
}

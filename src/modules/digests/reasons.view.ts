import { countOf, formatNumber } from '../pages/words.js';
import { markOf } from '../sources/affiliation.view.js';
import type { ConversationRow } from './conversations.query.js';
import type { Period } from './period.js';
import { type Factor, FACTORS, FURTHER_STORY, pointsOf } from './ranking.js';

/** Why a story stands where it stands: its own numbers in words, and what they count for. */
export interface ReasonsView {
  lines: { text: string; points: string }[];
  total: string;
  /** What it loses for the stories of its source before it; null where there are none. */
  kept: string | null;
}

const PER_CENT = 100;

export function reasonsOf(conversation: ConversationRow, sourceTitle: string, period: Period): ReasonsView {
  const points = pointsOf(conversation, { from: period.from.getTime(), until: period.until.getTime() });
  const { earlierOfSource } = conversation;
  const share = FURTHER_STORY ** earlierOfSource;
  const sum = FACTORS.reduce((total, factor) => total + points[factor], 0);
  return {
    lines: FACTORS.filter((factor) => points[factor] > 0).map((factor) => ({
      text: inWords(factor, conversation),
      points: inPoints(points[factor]),
    })),
    total: inPoints(sum * share),
    kept:
      earlierOfSource === 0
        ? null
        : `${countOf(earlierOfSource, 'story', 'stories')} of ${sourceTitle} ${earlierOfSource === 1 ? 'stands' : 'stand'} before it: it keeps ${formatNumber(Math.round(share * PER_CENT))} % of ${inPoints(sum)}`,
  };
}

function inWords(factor: Factor, { participants, replies, counted, sites, voices, entities }: ConversationRow): string {
  switch (factor) {
    case 'people':
      return `${countOf(participants, 'person', 'people')} in it`;
    case 'replies':
      return counted === replies
        ? countOf(replies, 'reply', 'replies')
        : `${formatNumber(counted)} of ${countOf(replies, 'reply', 'replies')} count, because nobody’s count more than three times`;
    case 'sites':
      return `on ${countOf(sites, 'site', 'sites')}`;
    case 'voices':
      return `${countOf(voices.length, 'kind', 'kinds')} of voice: ${voices.map((voice) => (voice === null ? 'readers' : markOf(voice).label.toLowerCase())).join(', ')}`;
    case 'entities':
      return `names ${formatNumber(entities)} of those whom we watch`;
    case 'freshness':
      return 'how late its last word came';
  }
}

function inPoints(points: number): string {
  return countOf(Number(points.toFixed(1)), 'point', 'points');
}

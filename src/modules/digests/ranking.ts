import type { Affiliation } from '../sources/source.entity.js';

/** What is known of a conversation when its place is found; all counts are of the period. */
export interface Rankable {
  threadId: number;
  /** The source that began it: the next stories of the same one count less. */
  sourceId: number;
  /** People in the conversation, the post's author among them. */
  participants: number;
  /** Comments; and how many of them are counted, where nobody's count more than `REPLIES_OF_ONE` times. */
  replies: number;
  counted: number;
  /** Sources on which it was talked about. */
  sites: number;
  /** The affiliations in which its messages speak; null for readers, who are one. */
  voices: (Affiliation | null)[];
  /** Entities that are named in it. */
  entities: number;
  latestAt: number;
}

/** Somebody who replies forty times makes no conversation of forty. */
export const REPLIES_OF_ONE = 3;
/** What each further story of a source keeps of its points. */
export const FURTHER_STORY = 0.75;

export const FACTORS = ['people', 'replies', 'sites', 'voices', 'entities', 'freshness'] as const;
export type Factor = (typeof FACTORS)[number];

/** Points for each doubling. Who takes part tells more of a conversation than how much is said, and across sites and voices is what we look for. */
export const WEIGHTS: Record<Factor, number> = { people: 3, replies: 1, sites: 2, voices: 2, entities: 1, freshness: 1 };

export interface Span {
  from: number;
  until: number;
}

/** A conversation at its place. */
export interface Ranked<Conversation> {
  conversation: Conversation;
  /** How many stories of the same source stand before it. */
  earlierOfSource: number;
  points: Record<Factor, number>;
  /** The sum of the points, less what it loses for the stories before it. */
  total: number;
}

/**
 * The points of a conversation by each factor: its weight, times the logarithm to base 2 of one more than its amount. So each doubling counts
 * as much as the one before, and nothing grows without bound. One site and one voice are what every conversation has; they count nothing.
 */
export function pointsOf(conversation: Omit<Rankable, 'threadId' | 'sourceId' | 'replies'>, span: Span): Record<Factor, number> {
  const amounts: Record<Factor, number> = {
    people: conversation.participants,
    replies: conversation.counted,
    sites: conversation.sites - 1,
    voices: new Set(conversation.voices).size - 1,
    entities: conversation.entities,
    freshness: (conversation.latestAt - span.from) / (span.until - span.from),
  };
  const points = FACTORS.map((factor) => [factor, WEIGHTS[factor] * Math.log2(1 + Math.max(0, amounts[factor]))] as const);
  return Object.fromEntries(points) as Record<Factor, number>;
}

/**
 * The order of an edition's conversations. Those of each source are put in order by their points, and each further one keeps three quarters of
 * what the one before it kept; then all are put in order. More of anything never makes a place worse, and the order of the rows makes no difference.
 */
export function ranked<Conversation extends Rankable>(conversations: readonly Conversation[], span: Span): Ranked<Conversation>[] {
  const counts = new Map<number, number>();
  const inOrder = conversations
    .map((conversation) => {
      const points = pointsOf(conversation, span);
      return { conversation, points, total: FACTORS.reduce((sum, factor) => sum + points[factor], 0) };
    })
    .sort(byPlace);
  return inOrder
    .map(({ conversation, points, total }): Ranked<Conversation> => {
      const earlierOfSource = counts.get(conversation.sourceId) ?? 0;
      counts.set(conversation.sourceId, earlierOfSource + 1);
      return { conversation, earlierOfSource, points, total: total * FURTHER_STORY ** earlierOfSource };
    })
    .sort(byPlace);
}

type Placed = Pick<Ranked<Rankable>, 'conversation' | 'total'>;

/** Where points are equal: more people, more replies, the fresher, and at last the newer thread. */
function byPlace({ conversation: a, total: pointsOfA }: Placed, { conversation: b, total: pointsOfB }: Placed): number {
  return (
    pointsOfB - pointsOfA || b.participants - a.participants || b.replies - a.replies || b.latestAt - a.latestAt || b.threadId - a.threadId
  );
}

import type { FirstRun, PageFrame } from '../pages/page.view.js';
import { formatNumber } from '../pages/words.js';
import { type Factor, FACTORS, FURTHER_STORY, REPLIES_OF_ONE, WEIGHTS } from './ranking.js';

export interface RankingView {
  page: PageFrame;
  firstRun: FirstRun | null;
  factors: { name: string; weight: number; says: string; example: string }[];
  repliesOfOne: number;
  /** What each further story of a source keeps, in per cent; and what its fifth does. */
  keeps: string;
  fifthKeeps: string;
}

const SAYS: Record<Factor, { name: string; says: string; amount: number; of: string }> = {
  people: { name: 'People', says: 'Everybody who said something in the time, and the author of the post.', amount: 7, of: '7 people' },
  replies: {
    name: 'Replies',
    says: 'What was said in the time; of one person, the first few only.',
    amount: 15,
    of: '15 replies that count',
  },
  sites: { name: 'Sites', says: 'The sources on which it was talked about, beyond the first.', amount: 1, of: '2 sites' },
  voices: {
    name: 'Voices',
    says: 'How many kinds of voice speak in it, beyond the first: civil service, minister, party and so on; readers are one.',
    amount: 3,
    of: '4 kinds of voice',
  },
  entities: { name: 'Who is named', says: 'Those whom we watch that are named in it, in the post or since.', amount: 3, of: '3 of them' },
  freshness: {
    name: 'Freshness',
    says: 'How much of the time had passed when the last word came, from nought to one.',
    amount: 0.5,
    of: 'a last word at noon',
  },
};

/** How conversations are put in order; the numbers come from where they are used, so that the page cannot say others. */
export function rankingView(): RankingView {
  const percent = (share: number) => `${formatNumber(Math.round(share * 100))} %`;
  return {
    page: {
      title: 'Why is this here? How stories are put in order',
      description: 'The rule by which the conversations of an edition are put in order, in words and in numbers.',
      path: '/digest/ranking',
      feeds: [],
      standalone: false,
    },
    firstRun: null,
    factors: FACTORS.map((factor) => {
      const { name, says, amount, of } = SAYS[factor];
      return { name, weight: WEIGHTS[factor], says, example: `${of}: ${(WEIGHTS[factor] * Math.log2(1 + amount)).toFixed(1)}` };
    }),
    repliesOfOne: REPLIES_OF_ONE,
    keeps: percent(FURTHER_STORY),
    fifthKeeps: percent(FURTHER_STORY ** 4),
  };
}

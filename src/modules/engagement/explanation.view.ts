import type { FirstRun, PageFrame } from '../pages/page.view.js';
import { formatNumber } from '../pages/words.js';
import { LEAST } from './measures/measure.js';
import { type InteractionClass, RULES } from './measures/public-sector.js';
import { GRACE_MS } from './measures/reading.js';
import { BOUNDS, COVERAGE_LEAST } from './measures/verdict.js';

export interface ExplanationView {
  page: PageFrame;
  firstRun: FirstRun | null;
  least: typeof LEAST;
  graceHours: number;
  coverage: string;
  bounds: { replies: string; answers: string; fewReplies: string; fewAnswers: string };
  rules: { class: InteractionClass; says: string; examples: string[] }[];
}

/** How each figure is made; the numbers come from where they are used, so that the page cannot say others. */
export function explanationView(): ExplanationView {
  const percent = (share: number) => `${formatNumber(Math.round(share * 100))} %`;
  const { converses, broadcasts } = BOUNDS;
  return {
    page: {
      title: 'Conversing or broadcasting: how it is measured',
      description: 'The formulas behind every engagement figure, their sources, and when there is too little to say anything.',
      path: '/engagement',
      feeds: [],
      standalone: false,
    },
    firstRun: null,
    least: LEAST,
    graceHours: GRACE_MS / 3_600_000,
    coverage: percent(COVERAGE_LEAST),
    bounds: {
      replies: percent(converses.replies),
      answers: percent(converses.answers),
      fewReplies: percent(broadcasts.replies),
      fewAnswers: percent(broadcasts.answers),
    },
    rules: RULES.map(({ class: name, says, examples }) => ({ class: name, says, examples })),
  };
}

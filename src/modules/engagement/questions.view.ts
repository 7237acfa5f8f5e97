import { durationText, excerptOf } from '../pages/words.js';
import { speakerOf } from '../posts/speaker.js';
import type { OpenQuestion } from './measures/reading.js';
import type { ListedRow } from './sources.query.js';

export const UNANSWERED_SHOWN = 20;

/** Questions that nobody has answered: how many there are, and the newest of them. */
export interface QuestionsView {
  total: number;
  allHref: string;
  shown: { href: string; who: string; at: Date; age: string; excerpt: string; perhaps: string | null }[];
}

export function questionsView(open: readonly OpenQuestion[], listed: ReadonlyMap<number, ListedRow>, allHref: string): QuestionsView {
  const shown = open.slice(0, UNANSWERED_SHOWN).flatMap(({ message, ageMs, perhapsAnsweredBy }) => {
    const row = listed.get(message.id);
    if (!row) return [];
    return [
      {
        href: `/threads/${message.id}`,
        who: speakerOf(row).name,
        at: new Date(message.at),
        age: durationText(ageMs),
        excerpt: excerptOf(row.text, 240),
        perhaps: perhapsAnsweredBy && `/threads/${perhapsAnsweredBy.id}`,
      },
    ];
  });
  return { total: open.length, allHref, shown };
}

import { DateTime } from 'luxon';
import { splitByVoice } from '../affiliations/split.js';
import { countOf, formatNumber } from '../pages/words.js';
import type { Affiliation } from '../sources/source.entity.js';
import { USUAL_LEAST, usualOf } from './earlier.js';
import type { Period } from './period.js';
import type { EarlierVoice } from './usual.query.js';

/** What is usual of one voice at such a time. */
export interface UsualVoice {
  /** Null for readers. */
  voice: Affiliation | null;
  text: string;
  isSomething: boolean;
}

export interface UsualView {
  sentence: string;
  voices: UsualVoice[];
}

/** What is usual at such a time: the median of each number, all together and by whose voice. */
export function usualView(earlier: readonly (readonly EarlierVoice[])[], period: Period): UsualView {
  const [one, many] = likeOf(period);
  if (earlier.length < USUAL_LEAST)
    return {
      sentence: `Nothing is usual yet: that takes ${USUAL_LEAST} earlier ${many} of which something was read, and there ${earlier.length === 1 ? 'is one' : `are ${earlier.length === 0 ? 'none' : earlier.length}`}.`,
      voices: [],
    };
  const all = splitByVoice(earlier.flat(), ({ voice }) => voice);
  const amount = (voice: Affiliation | null | undefined, of: 'posts' | 'comments') =>
    usualOf(
      earlier.map((those) => those.filter((each) => voice === undefined || each.voice === voice).reduce((sum, each) => sum + each[of], 0)),
    ) ?? 0;
  return {
    sentence: `Usual for a ${one}: ${amountsText(amount(undefined, 'posts'), amount(undefined, 'comments'))}, by the median of the last ${earlier.length}.`,
    voices: all.map(({ voice }) => {
      const [posts, comments] = [amount(voice, 'posts'), amount(voice, 'comments')];
      return { voice, text: `usual: ${amountsText(posts, comments)}`, isSomething: posts + comments > 0 };
    }),
  };
}

/** Where one number stands to what is usual, in words. */
export function movedText(count: number, earlier: readonly number[], period: Period): string {
  const usual = usualOf(earlier);
  if (usual === null) return 'nothing usual yet';
  const [one] = likeOf(period);
  const than = `${amountText(usual)} usual for a ${one}`;
  if (count > usual) return `more than the ${than}`;
  return count < usual ? `fewer than the ${than}` : `the ${than}`;
}

/** `Thursday`, `week`, `month` */
export function likeOf({ kind, from, zone }: Period): [one: string, many: string] {
  if (kind !== 'day') return [kind, `${kind}s`];
  const weekday = DateTime.fromJSDate(from, { zone }).setLocale('en-GB').toFormat('cccc');
  return [weekday, `${weekday}s`];
}

function amountsText(posts: number, comments: number): string {
  const said = [
    ...(posts > 0 ? [wordsOf(posts, 'post', 'posts')] : []),
    ...(comments > 0 ? [wordsOf(comments, 'comment', 'comments')] : []),
  ];
  return said.length > 0 ? said.join(', ') : 'nothing';
}

function wordsOf(amount: number, one: string, many: string): string {
  return Number.isInteger(amount) ? countOf(amount, one, many) : `${amountText(amount)} ${many}`;
}

/** A median of an even number of counts may lie between two of them. */
function amountText(amount: number): string {
  return formatNumber(amount);
}

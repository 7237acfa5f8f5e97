import { type Interval, wilson } from '../engagement/measures/interval.js';
import { type Agreement, agreementIn, LEAST_POSTS } from './kappa.js';

/** What a coder thinks of a post at present. One who looked and gave no code has a judgement, too. */
export interface Judgement {
  postId: number;
  judgedAt: number;
  codeIds: ReadonlySet<number>;
}

/** A code, and the time in which it was in the book. */
export interface BookCode {
  id: number;
  slug: string;
  label: string;
  createdAt: number;
  retiredAt: number | null;
}

/** Which posts a figure counts, in the order of their numbers. */
export interface CodePosts {
  both: number[];
  onlyFirst: number[];
  onlySecond: number[];
  neither: number[];
}

export interface CodeAgreement extends Agreement {
  slug: string;
  label: string;
  postIds: CodePosts;
}

export interface PairAgreement {
  /** Posts that both judged, and of these those with exactly the same codes, and the others. */
  judged: number[];
  same: number[];
  different: number[];
  /** Of the share of the same; null where there is too little to say. */
  sameInterval: Interval | null;
  codes: CodeAgreement[];
}

/**
 * How far two coders agree, code by code. A code is compared where both were asked about it: not in judgements that were made before it was in the
 * book, or after it was retired. There is no kappa of all codes together: it would be the agreement on no question that anybody was asked.
 */
export function agreementOf(codes: readonly BookCode[], first: readonly Judgement[], second: readonly Judgement[]): PairAgreement {
  const seconds = new Map(second.map((judgement) => [judgement.postId, judgement]));
  const pairs = first
    .flatMap((one): [Judgement, Judgement][] => {
      const other = seconds.get(one.postId);
      return other ? [[one, other]] : [];
    })
    .sort(([a], [b]) => a.postId - b.postId);
  const isSame = ([one, other]: [Judgement, Judgement]) =>
    codes.every((code) => !(isAsked(code, one) && isAsked(code, other)) || one.codeIds.has(code.id) === other.codeIds.has(code.id));
  const idsOf = (some: readonly [Judgement, Judgement][]) => some.map(([{ postId }]) => postId);
  const same = pairs.filter(isSame);
  return {
    judged: idsOf(pairs),
    same: idsOf(same),
    different: idsOf(pairs.filter((pair) => !isSame(pair))),
    sameInterval: pairs.length < LEAST_POSTS ? null : wilson(same.length, pairs.length),
    codes: codes.map((code) => {
      const asked = pairs.filter(([one, other]) => isAsked(code, one) && isAsked(code, other));
      const where = (byFirst: boolean, bySecond: boolean) =>
        idsOf(asked.filter(([one, other]) => one.codeIds.has(code.id) === byFirst && other.codeIds.has(code.id) === bySecond));
      const postIds = {
        both: where(true, true),
        onlyFirst: where(true, false),
        onlySecond: where(false, true),
        neither: where(false, false),
      };
      const { both, onlyFirst, onlySecond, neither } = postIds;
      const cells = { both: both.length, onlyFirst: onlyFirst.length, onlySecond: onlySecond.length, neither: neither.length };
      return { slug: code.slug, label: code.label, postIds, ...agreementIn(cells) };
    }),
  };
}

function isAsked({ createdAt, retiredAt }: BookCode, { judgedAt }: Judgement): boolean {
  return judgedAt >= createdAt && (retiredAt === null || judgedAt < retiredAt);
}

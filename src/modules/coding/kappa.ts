import { LEVEL } from '../engagement/measures/interval.js';
import { countOf } from '../pages/words.js';

/** What two coders did with one code: how many posts each cell has. */
export interface Cells {
  both: number;
  onlyFirst: number;
  onlySecond: number;
  neither: number;
}

export interface Agreement {
  /** Posts that both judged. */
  posts: number;
  /** Of these, those to which each gave the code. */
  given: [first: number, second: number];
  /** The share on which they agree; null where there is too little to say, as kappa then is. */
  observed: number | null;
  kappa: number | null;
  interval: { low: number; high: number; level: number } | null;
  /** Why there is no kappa, or no interval; null where there are both. */
  lacking: string | null;
}

/** Under so many posts, the interval of a middling kappa is over 0.6 wide. */
export const LEAST_POSTS = 30;

/** So many posts must bear the code by both, and so many by neither, for the interval to hold what it says. */
export const LEAST_AGREED = 5;

/** The two-sided 95 % point of the normal distribution. */
const Z = 1.959963984540054;

/**
 * Kappa: the agreement beyond what two coders would reach who give the code as often, but by chance (Cohen 1960, Educational and Psychological
 * Measurement 20, 37-46). It depends on how often the code is given, so that this stands beside it.
 *
 * The interval goes by the large-sample variance of Fleiss, Cohen and Everitt (1969, Psychological Bulletin 72, 323-327), on the scale of Fisher's z:
 * added on either side of kappa itself, it covers 88 to 95 % at 50 posts in simulation, and on that scale 95 to 99 %.
 */
export function agreementIn(cells: Cells): Agreement {
  const { both, onlyFirst, onlySecond, neither } = cells;
  const posts = both + onlyFirst + onlySecond + neither;
  const shared = { posts, given: [both + onlyFirst, both + onlySecond] as Agreement['given'] };
  if (posts < LEAST_POSTS) return { ...shared, observed: null, kappa: null, interval: null, lacking: tooFew(posts) };
  const observed = (both + neither) / posts;
  const kappa = kappaOf(cells);
  if (kappa === null) {
    const lacking = `${both > 0 ? 'Both gave it to every post' : 'Neither gave it to any post'}: there is nothing in which they could differ, and kappa is not defined.`;
    return { ...shared, observed, kappa, interval: null, lacking };
  }
  const lacking = noInterval(cells);
  return { ...shared, observed, kappa, interval: lacking === null ? intervalOf(kappa, standardError(cells, kappa)) : null, lacking };
}

/** Null where both give the code always, or never. Of whole numbers only until the division, so that equal tables give equal figures. */
export function kappaOf({ both, onlyFirst, onlySecond, neither }: Cells): number | null {
  const beyondChance = 2 * (both * neither - onlyFirst * onlySecond);
  const room = (both + onlyFirst) * (onlyFirst + neither) + (both + onlySecond) * (onlySecond + neither);
  return room === 0 ? null : beyondChance / room;
}

/** Equation 13 of Fleiss, Cohen and Everitt for two categories: of a kappa that may be anything, not of one that is nought. */
function standardError({ both, onlyFirst, onlySecond, neither }: Cells, kappa: number): number {
  const posts = both + onlyFirst + onlySecond + neither;
  const [first, second] = [(both + onlyFirst) / posts, (both + onlySecond) / posts];
  const observed = (both + neither) / posts;
  const expected = first * second + (1 - first) * (1 - second);
  const agreed =
    (both / posts) * (1 - expected - (first + second) * (1 - observed)) ** 2 +
    (neither / posts) * (1 - expected - (2 - first - second) * (1 - observed)) ** 2;
  const differed =
    (1 - observed) ** 2 * ((onlyFirst / posts) * (second + 1 - first) ** 2 + (onlySecond / posts) * (1 - second + first) ** 2);
  const mean = observed * expected - 2 * expected + observed;
  const variance = (agreed + differed - mean ** 2) / (posts * (1 - expected) ** 4);
  // Rounding may leave less than nothing where kappa is next to its end.
  return kappa === 1 ? 0 : Math.sqrt(Math.max(0, variance));
}

function intervalOf(kappa: number, error: number): NonNullable<Agreement['interval']> {
  const [centre, half] = [Math.atanh(kappa), (Z * error) / (1 - kappa ** 2)];
  return { low: Math.tanh(centre - half), high: Math.tanh(centre + half), level: LEVEL };
}

function noInterval({ both, onlyFirst, onlySecond, neither }: Cells): string | null {
  if (onlyFirst + onlySecond === 0) return 'They never differed, so that there is no spread to make an interval of.';
  if (Math.min(both, neither) >= LEAST_AGREED) return null;
  return `Both gave it to ${countOf(both, 'post', 'posts')}, and neither to ${countOf(neither, 'post', 'posts')}: an interval takes ${LEAST_AGREED} of each.`;
}

function tooFew(posts: number): string {
  if (posts === 0) return 'There is no post that both judged.';
  return `Both judged ${countOf(posts, 'post', 'posts')}; it takes ${LEAST_POSTS} to say anything.`;
}

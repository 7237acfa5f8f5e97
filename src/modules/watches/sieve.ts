import { FACTS, type Filed } from '../search/filing.js';
import { LIMITS, type Query, type Text } from '../search/query.js';
import { formsOf } from '../search/stems.js';
import { fold } from '../search/words.js';
import { FiledWords, told } from './told.js';

/** Behind the beginning of a word: every word that begins so. No word has this sign. */
const BEGINS = '*';

/**
 * What a post must be filed under to be what a query asks for: one of these at least. Null where no word tells.
 *
 * It says too much rather than too little: whoever has none of these is never found, and whoever has one may be.
 */
export function needsOf(query: Query): ReadonlySet<string> | null {
  switch (query.type) {
    case 'and':
      return rarest(query.parts.map(needsOf));
    case 'or': {
      const parts = query.parts.map(needsOf);
      return parts.every((part) => part !== null) ? new Set(parts.flatMap((part) => [...part])) : null;
    }
    case 'text':
      return query.form === 'word' ? new Set(formsOf(query.words[0] ?? '')) : needsOfPhrase(query);
    case 'near':
      return rarest(query.parts.map(needsOfPhrase));
    case 'author':
      return rarest(query.words.map((word) => new Set([fold(word)])));
    case 'affiliation':
      return new Set([FACTS.voice(query.name)]);
    case 'lang':
      return new Set([FACTS.language(query.language)]);
    case 'is':
      return query.what === 'comment' || query.what === 'post' ? new Set([FACTS.kind(query.what)]) : null;
    case 'not':
    case 'source':
    case 'platform':
    case 'entity':
    case 'tag':
    case 'has':
    case 'in':
    case 'after':
    case 'before':
      return null;
  }
}

/** Tells which of many queries find a post: those that its words bring to mind are read, in a time that hardly depends on how many there are. */
export class Sieve {
  private readonly byNeed = new Map<string, number[]>();
  private readonly always: number[] = [];

  /** The numbers that come back are places in `queries`. */
  constructor(private readonly queries: readonly Query[]) {
    queries.forEach((query, index) => {
      const needs = needsOf(query);
      if (needs === null) this.always.push(index);
      else for (const need of new Set([...needs].map(keyOf))) this.byNeed.set(need, [...(this.byNeed.get(need) ?? []), index]);
    });
  }

  /** Those that find the message, and those of which its words do not tell. */
  told(filed: Filed): { found: number[]; perhaps: number[] } {
    const words = new FiledWords(filed);
    const answers = this.broughtToMind(filed).map((index) => ({ index, answer: told(this.queries[index]!, words) }));
    const those = (wanted: boolean | null) => answers.filter(({ answer }) => answer === wanted).map(({ index }) => index);
    return { found: those(true), perhaps: those(null) };
  }

  private broughtToMind(filed: Filed): number[] {
    const all = new Set(this.always);
    for (const words of [filed.title, filed.body, filed.author, filed.terms])
      for (const word of words) {
        for (const index of this.byNeed.get(word) ?? []) all.add(index);
        for (const index of this.byNeed.get(word.slice(0, LIMITS.prefixLetters) + BEGINS) ?? []) all.add(index);
      }
    return [...all];
  }
}

/** Of a beginning, only the first letters are looked up. */
function keyOf(need: string): string {
  return need.endsWith(BEGINS) ? need.slice(0, LIMITS.prefixLetters) + BEGINS : need;
}

/** Each word of a phrase must be there; the last of a prefix, as the beginning of one. */
function needsOfPhrase({ words, form }: Text): ReadonlySet<string> | null {
  const folded = words.map(fold);
  const beginning = form === 'prefix' ? folded.pop() : undefined;
  const whole = folded.map((word) => new Set([word]));
  // What is shorter without its accents than a beginning may be tells nothing.
  return rarest(beginning !== undefined && beginning.length >= LIMITS.prefixLetters ? [...whole, new Set([beginning + BEGINS])] : whole);
}

/** Where each of several is needed, one is enough to look for: long words are rarer than short ones, and facts are commonest. */
function rarest(needs: readonly (ReadonlySet<string> | null)[]): ReadonlySet<string> | null {
  const rarity = (set: ReadonlySet<string>) => Math.min(...[...set].map((need) => (need.startsWith('=') ? 0 : need.length)));
  return needs.reduce((best, each) => (each !== null && (best === null || rarity(each) > rarity(best)) ? each : best), null);
}

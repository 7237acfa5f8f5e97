import type { Draft } from './draft.js';
import { tokenise } from './tokens.js';
import type { Alias } from './watched.js';

/** Words that say nothing by themselves: as an alias each would match nearly every post. */
const STOP_WORDS = new Set(
  (
    'a about above after again against all also am an and any are as at back be because been before being below between both but by can cannot could did do does doing done down during each ' +
    'even ever every few first for from further get give go good had has have having he her here hers herself him himself his how however i if in into is it its itself just know last less like ' +
    'look made make man many may me mine more most much must my myself never new no nor not nothing now of off often on once one only or other our ours ourselves out over own people place put ' +
    'said same say says see seen she should since so some still such take than that the their theirs them themselves then there these they thing things think this those though through thus time to ' +
    'today too two under until up upon us use used very want was way we well were what when where which while who whom whose why will with within without work would year years yes yet you your yours ' +
    'yourself yourselves'
  ).split(' '),
);

/** The aliases that would find anything but the entity: single letters, bare numbers and stop words, unless their case tells them apart. */
export function refusedAliases({ name, aliases }: Pick<Draft, 'name' | 'aliases'>): Alias[] {
  const isListed = aliases.some(({ text }) => text === name);
  const all = isListed ? aliases : [{ text: name, isCaseSensitive: false, from: null, until: null }, ...aliases];
  return all.filter(isRefused);
}

function isRefused({ text, isCaseSensitive }: Alias): boolean {
  const tokens = tokenise(text).filter(({ kind }) => kind === 'word');
  if (tokens.length === 0 || tokens.some(({ folded }) => !isWeak(folded))) return false;
  const letters = tokens.map(({ exact }) => exact).join('');
  if (!isCaseSensitive || [...letters].length < 2) return true;
  // "IT" is not "it", and "No 10" is not "no 10"; but "It" begins sentences.
  const isCapitals = /\p{Lu}.*\p{Lu}/su.test(letters) && letters === letters.toUpperCase();
  return !isCapitals && !(tokens.length > 1 && /\p{Lu}/u.test(letters));
}

function isWeak(word: string): boolean {
  return [...word].length === 1 || /^\p{N}+$/u.test(word) || STOP_WORDS.has(word);
}

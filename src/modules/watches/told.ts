import { FACTS, type Filed } from '../search/filing.js';
import type { Query, Text } from '../search/query.js';
import { formsOf } from '../search/stems.js';
import { fold } from '../search/words.js';

/** The words that a message is filed under, with the places of those that stand in an order. */
export class FiledWords {
  private readonly places: Map<string, number[]>[];
  private readonly terms: ReadonlySet<string>;

  constructor({ title, body, author, terms }: Filed) {
    this.places = [title, body, author].map(placesOf);
    this.terms = new Set(terms);
  }

  has(word: string): boolean {
    return this.terms.has(word) || this.places.some((part) => part.has(word));
  }

  /** In each of title, text and author: where a phrase begins. */
  beginnings({ words, form }: Pick<Text, 'words' | 'form'>): number[][] {
    const wanted = words.map(fold);
    return this.places.map((part) => {
      const at = wanted.map((word, index) =>
        form === 'prefix' && index === wanted.length - 1 ? beginningWith(part, word) : part.get(word),
      );
      const later = at.slice(1).map((places) => new Set(places));
      return (at[0] ?? []).filter((place) => later.every((places, index) => places.has(place + index + 1)));
    });
  }

  isSignedBy(words: string[]): boolean {
    return (this.beginnings({ words, form: 'exact' })[2]?.length ?? 0) > 0;
  }

  hasFact(fact: string): boolean {
    return this.terms.has(fact);
  }
}

/** Whether a query finds a message, as far as its words and facts tell; null where that hangs on what other tables hold, which is not known here. */
export function told(query: Query, filed: FiledWords): boolean | null {
  switch (query.type) {
    case 'and':
      return query.parts.reduce<boolean | null>((all, part) => (all === false ? false : both(all, told(part, filed))), true);
    case 'or':
      return opposite(
        query.parts.reduce<boolean | null>((none, part) => (none === false ? false : both(none, opposite(told(part, filed)))), true),
      );
    case 'not':
      return opposite(told(query.part, filed));
    case 'text':
      if (query.form === 'word') return keptForms(query.words[0] ?? '').some((form) => filed.has(form));
      return filed.beginnings(query).some((places) => places.length > 0);
    case 'near':
      return isNear(query.parts, query.distance, filed);
    case 'author':
      return filed.isSignedBy(query.words);
    case 'affiliation':
      return filed.hasFact(FACTS.voice(query.name));
    case 'lang':
      return filed.hasFact(FACTS.language(query.language));
    case 'is':
      return query.what === 'comment' || query.what === 'post' ? filed.hasFact(FACTS.kind(query.what)) : null;
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

const FORMS_KEPT_MAX = 50_000;
const forms = new Map<string, readonly string[]>();

/** The words of watches are asked for again with every message. */
function keptForms(word: string): readonly string[] {
  const known = forms.get(word);
  if (known) return known;
  const made = formsOf(word);
  if (forms.size >= FORMS_KEPT_MAX) forms.clear();
  forms.set(word, made);
  return made;
}

function both(a: boolean | null, b: boolean | null): boolean | null {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
}

function opposite(a: boolean | null): boolean | null {
  return a === null ? null : !a;
}

/** Counted from the end of the one to the beginning of the other; two phrases may share words. */
function isNear([left, right]: readonly [Text, Text], distance: number, filed: FiledWords): boolean {
  const [lefts, rights] = [filed.beginnings(left), filed.beginnings(right)];
  const near = (a: number, b: number) => (a <= b ? b - (a + left.words.length - 1) : a - (b + right.words.length - 1)) <= distance;
  return lefts.some((places, part) => places.some((a) => rights[part]?.some((b) => near(a, b))));
}

function placesOf(words: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  words.forEach((word, place) => {
    const known = places.get(word);
    if (known) known.push(place);
    else places.set(word, [place]);
  });
  return places;
}

function beginningWith(part: ReadonlyMap<string, number[]>, beginning: string): number[] {
  return [...part].flatMap(([word, places]) => (word.startsWith(beginning) ? places : []));
}

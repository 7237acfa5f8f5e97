import { type Query, type Text, textsOf } from './query.js';
import { formsOf, stemsOf } from './stems.js';
import { fold, type Word, wordsOf } from './words.js';

/** A piece of a text, as a template writes it: marked where it is what was looked for. */
export interface Run {
  text: string;
  isMatch: boolean;
}

type Span = [start: number, end: number];

/** Deeper in a text, nothing is looked for to show. */
const CHARACTERS_READ = 20_000;

/** Shows in texts what a query found there. Made once for a page. */
export class Highlighter {
  private readonly texts: { text: Text; forms: ReadonlySet<string>; words: string[] }[];

  constructor(query: Query) {
    this.texts = textsOf(query).map((text) => ({
      text,
      forms: new Set(text.form === 'word' ? formsOf(text.words[0] ?? '') : []),
      words: text.words.map(fold),
    }));
  }

  /** The whole of a short text. */
  mark(text: string, language: string | null): Run[] {
    return runsOf(text, [0, text.length], this.spansOf(text, language));
  }

  /** The part of a long text that shows most of what was found; its beginning, where that was only in the title or the name. */
  excerpt(text: string, language: string | null, charactersMax: number): Run[] {
    const flat = text.slice(0, CHARACTERS_READ).replace(/\s+/g, ' ').trim();
    const spans = this.spansOf(flat, language);
    const window = bestWindow(flat, spans, charactersMax);
    const runs = runsOf(flat, window, spans);
    if (window[0] > 0) runs.unshift({ text: '…', isMatch: false });
    if (window[1] < flat.length || text.length > CHARACTERS_READ) runs.push({ text: '…', isMatch: false });
    return runs;
  }

  private spansOf(text: string, language: string | null): Span[] {
    const words = wordsOf(text);
    const spans = words.flatMap((_, index) => this.texts.flatMap((wanted) => spanAt(words, index, wanted, language)));
    return merged(spans);
  }
}

function spanAt(words: Word[], index: number, wanted: Highlighter['texts'][number], language: string | null): Span[] {
  const first = words[index];
  if (!first) return [];
  if (wanted.text.form === 'word') {
    const isForm = wanted.forms.has(first.folded) || stemsOf(first.text, language).some((stem) => wanted.forms.has(stem));
    return isForm ? [[first.start, first.end]] : [];
  }
  const last = words[index + wanted.words.length - 1];
  const fits = wanted.words.every((word, offset) => {
    const here = words[index + offset]?.folded;
    const isPrefix = wanted.text.form === 'prefix' && offset === wanted.words.length - 1;
    return here !== undefined && (isPrefix ? here.startsWith(word) : here === word);
  });
  return fits && last ? [[first.start, last.end]] : [];
}

/** In order, and none within another. */
function merged(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    const last = result.at(-1);
    if (last && span[0] < last[1]) last[1] = Math.max(last[1], span[1]);
    else result.push([...span]);
  }
  return result;
}

/** Some words before the first of those that stand closest together. */
const LEAD_CHARACTERS = 50;

function bestWindow(text: string, spans: readonly Span[], charactersMax: number): Span {
  if (text.length <= charactersMax) return [0, text.length];
  let [best, most] = [0, 0];
  for (let from = 0, to = 0; from < spans.length; from++) {
    const start = spans[from]?.[0] ?? 0;
    while (to < spans.length && (spans[to]?.[1] ?? 0) <= start + charactersMax - LEAD_CHARACTERS) to++;
    if (to - from > most) [best, most] = [start, to - from];
  }
  const start = best <= LEAD_CHARACTERS ? 0 : wordBoundary(text, Math.min(best - LEAD_CHARACTERS, text.length - charactersMax), best);
  const end = start + charactersMax >= text.length ? text.length : text.lastIndexOf(' ', start + charactersMax);
  return [start, end > start ? end : Math.min(text.length, start + charactersMax)];
}

function wordBoundary(text: string, from: number, until: number): number {
  const space = text.indexOf(' ', Math.max(0, from));
  return space >= 0 && space < until ? space + 1 : until;
}

function runsOf(text: string, [from, until]: Span, spans: readonly Span[]): Run[] {
  const runs: Run[] = [];
  const add = (start: number, end: number, isMatch: boolean) => end > start && runs.push({ text: text.slice(start, end), isMatch });
  let at = from;
  for (const [start, end] of spans) {
    if (start < from || end > until) continue;
    add(at, start, false);
    add(start, end, true);
    at = end;
  }
  add(at, until, false);
  return runs;
}

import { parseField } from './query-fields.js';
import { type Lexeme, lexemesOf } from './query-lexer.js';
import { LIMITS, NEAR_DISTANCE, type Near, type Query, type QueryError, type Span, type Text } from './query.js';
import { wordsOf } from './words.js';

export type Parsed = { ok: true; query: Query } | { ok: false; error: QueryError };

/** Reads a query. Dates are days of `zone`. Throws on no text whatever. */
export function parseQuery(text: string, zone: string): Parsed {
  if (text.length > LIMITS.characters) {
    const sentence = `A query has at most ${LIMITS.characters} characters; this one has ${text.length}.`;
    return { ok: false, error: { sentence, offset: LIMITS.characters, length: text.length - LIMITS.characters } };
  }
  try {
    return { ok: true, query: new Parser(text, zone).parse() };
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, error: error.error };
    throw error;
  }
}

const UNCLOSED = 'This quotation mark is never closed.';

/** How the parser leaves off; never seen outside this file. */
class Wrong extends Error {
  constructor(readonly error: QueryError) {
    super(error.sentence);
  }
}

/** or = and (OR and)*; and = one ((AND) one)*; one = NOT one | ( or ) | field | text (NEAR/n text). */
class Parser {
  private readonly lexemes: Lexeme[];
  private next = 0;
  private terms = 0;

  constructor(
    private readonly text: string,
    private readonly zone: string,
  ) {
    this.lexemes = [...lexemesOf(text)];
  }

  parse(): Query {
    if (this.lexemes.length === 0) throw this.wrong('There is nothing to look for: write at least one word.', this.all);
    const query = this.either(0);
    const left = this.peek();
    if (left) throw this.wrong(`This ) closes nothing. Take it out, or open a ( before it.`, left);
    return query;
  }

  private either(depth: number): Query {
    const parts = [this.both(depth)];
    while (this.take('or')) parts.push(this.both(depth));
    return join('or', parts);
  }

  private both(depth: number): Query {
    const parts = [this.one(depth, 'Something to look for')];
    for (;;) {
      const and = this.take('and');
      const following = this.peek();
      if (!and && (!following || following.type === 'or' || following.type === 'close')) return join('and', parts);
      parts.push(this.one(depth, 'Something to look for'));
    }
  }

  private one(depth: number, wanted: string): Query {
    const lexeme = this.lexemes[this.next++];
    if (!lexeme) throw this.wrong(`${wanted} is missing at the end.`, { offset: this.text.length, length: 0 });
    switch (lexeme.type) {
      case 'not':
        return this.inside(depth, lexeme, () => negated(this.one(depth + 1, 'What to leave out')));
      case 'open':
        return this.inside(depth, lexeme, () => {
          const query = this.either(depth + 1);
          if (!this.take('close')) throw this.wrong('This ( is never closed. Close it with a ).', lexeme);
          return query;
        });
      case 'field':
        return this.field(lexeme);
      case 'quotation':
      case 'run':
        return this.textOrNear(this.textOf(lexeme));
      case 'near':
        throw this.wrong('NEAR stands between two words or "phrases": tax NEAR/5 rise.', lexeme);
      case 'close':
        throw this.wrong(`${wanted} is missing before this ).`, lexeme);
      case 'and':
      case 'or':
        throw this.wrong(`${wanted} is missing before ${lexeme.type.toUpperCase()}. To look for the word itself, write it small.`, lexeme);
    }
  }

  private inside(depth: number, lexeme: Lexeme, read: () => Query): Query {
    if (depth >= LIMITS.depth) throw this.wrong(`A query nests at most ${LIMITS.depth} levels deep.`, lexeme);
    return read();
  }

  private field(lexeme: Lexeme & { type: 'field' }): Query {
    this.count(lexeme);
    const { valueOffset, offset, length } = lexeme;
    if (!lexeme.isClosed) throw this.wrong(UNCLOSED, { offset: valueOffset, length: offset + length - valueOffset });
    const field = parseField(lexeme, this.zone);
    if ('sentence' in field) throw new Wrong(field);
    return field;
  }

  private textOrNear(left: Text): Query {
    const near = this.peek();
    if (near?.type !== 'near') return left;
    this.next++;
    const distance = near.distance === null ? NEAR_DISTANCE : /^\d{1,3}$/.test(near.distance) ? Number(near.distance) : 0;
    if (distance < 1 || distance > LIMITS.distance) {
      throw this.wrong(`NEAR takes a number of words from 1 to ${LIMITS.distance}, such as NEAR/5.`, near);
    }
    const lexeme = this.peek();
    if (lexeme?.type !== 'run' && lexeme?.type !== 'quotation')
      throw this.wrong('NEAR needs a word or a "phrase" on both sides: tax NEAR/5 rise.', near);
    this.next++;
    const right = this.textOf(lexeme);
    const again = this.peek();
    if (again?.type === 'near') throw this.wrong('NEAR joins two, not three: write a NEAR/5 b AND b NEAR/5 c.', again);
    return { type: 'near', distance, parts: [asWritten(left), asWritten(right)] } satisfies Near;
  }

  private textOf(lexeme: Lexeme & { type: 'run' | 'quotation' }): Text {
    this.count(lexeme);
    if (lexeme.type === 'quotation' && !lexeme.isClosed) throw this.wrong(UNCLOSED, lexeme);
    const words = wordsOf(lexeme.value).map((word) => word.text);
    const isPrefix = lexeme.type === 'quotation' ? lexeme.isPrefix : lexeme.value.endsWith('*');
    if (isPrefix && (words.at(-1)?.length ?? 0) < LIMITS.prefixLetters)
      throw this.wrong(`A * needs at least ${LIMITS.prefixLetters} letters before it.`, lexeme);
    if (words.length === 0) throw this.wrong('There is no letter and no digit here to look for.', lexeme);
    if (words.length > LIMITS.terms) throw this.wrong(`A phrase has at most ${LIMITS.terms} words.`, lexeme);
    if (isPrefix) return { type: 'text', form: 'prefix', words };
    return { type: 'text', form: lexeme.type === 'run' && words.length === 1 ? 'word' : 'exact', words };
  }

  private count(lexeme: Lexeme): void {
    this.terms += 1;
    if (this.terms > LIMITS.terms)
      throw this.wrong(`A query has at most ${LIMITS.terms} words and conditions; here is one too many.`, lexeme);
  }

  private peek(): Lexeme | undefined {
    return this.lexemes[this.next];
  }

  private take(type: Lexeme['type']): Lexeme | null {
    const lexeme = this.peek();
    if (lexeme?.type !== type) return null;
    this.next++;
    return lexeme;
  }

  private get all(): Span {
    return { offset: 0, length: this.text.length };
  }

  private wrong(sentence: string, { offset, length }: Span): Wrong {
    return new Wrong({ sentence, offset, length });
  }
}

/** Groups of a kind within each other are one group, and a group of one is that one. */
function join(type: 'and' | 'or', parts: Query[]): Query {
  const flat = parts.flatMap((part) => (part.type === type ? part.parts : [part]));
  return flat.length === 1 && flat[0] ? flat[0] : { type, parts: flat };
}

function negated(part: Query): Query {
  return part.type === 'not' ? part.part : { type: 'not', part };
}

/** Which other form of a word stands near which is more than a database is asked: NEAR compares what is written. */
function asWritten(text: Text): Text {
  return text.form === 'word' ? { ...text, form: 'exact' } : text;
}

import fc from 'fast-check';
import { type Field, IS, type Near, type Query, type Text } from '../../../../src/modules/search/query.js';
import { AFFILIATIONS } from '../../../../src/modules/sources/source.entity.js';

/** Few, so that random queries find something in random posts; with forms of one word, accents, and another script. */
export const WORDS = ['tax', 'taxes', 'rise', 'answer', 'answers', 'answered', 'publiée', 'publiées', 'publie', 'no', '10', 'the', '東'];
export const SLUGS = ['harbour-light', 'civic-notebook', 'progress-party'];
export const TAGS = ['question', 'thanks'];
export const ENTITIES = ['number-10', 'harbours'];

const nowhere = { offset: 0, length: 0 };
const words = (maxLength: number) => fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength });

function texts(): fc.Arbitrary<Text> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...WORDS).map((word): Text => ({ type: 'text', form: 'word', words: [word] })) },
    words(3).map((each): Text => ({ type: 'text', form: 'exact', words: each })),
    fc.tuple(words(1), fc.constantFrom('ta', 'tax', 'answ', 'answers', 'pub', 'ri')).map(([before, prefix]): Text => ({
      type: 'text',
      form: 'prefix',
      words: before.length > 0 && before[0] === 'the' ? [...before, prefix] : [prefix],
    })),
  );
}

function nears(): fc.Arbitrary<Near> {
  const part = texts().map((text): Text => (text.form === 'word' ? { ...text, form: 'exact' } : text));
  return fc.tuple(part, part, fc.integer({ min: 1, max: 4 })).map(([a, b, distance]) => ({ type: 'near', distance, parts: [a, b] }));
}

function fields(): fc.Arbitrary<Field> {
  const dates = fc
    .constantFrom('2008-04-03', '2008-04-04', '2009-01-01')
    .map((date) => ({ date, at: Date.parse(`${date}T00:00:00Z`) - (date < '2009' ? 3_600_000 : 0) }));
  return fc.oneof(
    fc.constantFrom(['ada'], ['ada', 'example'], ['bob']).map((each): Field => ({ type: 'author', words: [...each] })),
    fc.constantFrom(...SLUGS).map((name): Field => ({ type: 'source', name, at: nowhere })),
    fc.constantFrom('web', 'wordpress').map((name): Field => ({ type: 'platform', name, at: nowhere })),
    fc.constantFrom(...ENTITIES).map((name): Field => ({ type: 'entity', name, at: nowhere })),
    fc.constantFrom(...TAGS).map((name): Field => ({ type: 'tag', name, at: nowhere })),
    fc.constantFrom(...AFFILIATIONS).map((name): Field => ({ type: 'affiliation', name })),
    fc.constantFrom(...IS).map((what): Field => ({ type: 'is', what })),
    fc.constantFrom('replies' as const, 'links' as const).map((what): Field => ({ type: 'has', what })),
    fc.integer({ min: 1, max: 12 }).map((threadId): Field => ({ type: 'in', threadId })),
    dates.map((date): Field => ({ type: 'after', ...date })),
    dates.map((date): Field => ({ type: 'before', ...date })),
    fc.constantFrom('en', 'fr').map((language): Field => ({ type: 'lang', language })),
  );
}

/** Queries as the parser gives them: no group within one of its own kind, no NOT of a NOT. */
export function queries(depth = 2): fc.Arbitrary<Query> {
  const leaf = fc.oneof({ weight: 4, arbitrary: texts() }, nears(), { weight: 3, arbitrary: fields() });
  if (depth === 0) return leaf;
  const below = queries(depth - 1);
  return fc.oneof(
    { weight: 2, arbitrary: leaf },
    below.filter((part) => part.type !== 'not').map((part): Query => ({ type: 'not', part })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(below, { minLength: 2, maxLength: 3 }))
      .map(([type, parts]): Query => ({ type, parts: parts.flatMap((part) => (part.type === type ? part.parts : [part])) })),
  );
}

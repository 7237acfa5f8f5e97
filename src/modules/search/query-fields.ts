import { DateTime } from 'luxon';
import { parsePostId } from '../posts/post-id.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import type { Lexeme } from './query-lexer.js';
import { type Field, type FieldName, FIELDS, HAS, IS, type QueryError } from './query.js';
import { wordsOf } from './words.js';

type FieldLexeme = Lexeme & { type: 'field' };

/** Reads `name:value`. Whether there is such a source or entity is seen when the query is run. */
export function parseField(lexeme: FieldLexeme, zone: string): Field | QueryError {
  const { name, value, valueOffset, isQuoted } = lexeme;
  const known = FIELDS.find((field) => field === name.toLowerCase());
  if (!known) {
    const { offset } = lexeme;
    const sentence = `There is no field ${name}: here. There are ${listed(FIELDS.map((field) => `${field}:`))}. To look for the words themselves, put them in quotation marks.`;
    return { sentence, offset, length: name.length + 1 };
  }
  const at = { offset: isQuoted ? valueOffset + 1 : valueOffset, length: Math.max(1, value.length) };
  const result = READERS[known](value.trim(), zone);
  if (typeof result === 'string') return { sentence: result, ...at };
  return isNamed(result) ? { ...result, at } : result;
}

type Read = Field | { type: Name; name: string };
type Name = 'source' | 'entity' | 'tag' | 'platform';

/** Each gives a field, or the sentence that says why not. */
const READERS: Record<FieldName, (value: string, zone: string) => Read | string> = {
  author: (value) => {
    const words = wordsOf(value).map((word) => word.text);
    return words.length > 0 ? { type: 'author', words } : 'author: needs a name: author:"Hester Quill".';
  },
  source: (value) => named('source', value, 'source: takes the short name of a source, as its address has it: source:harbour-light.'),
  entity: (value) => named('entity', value, 'entity: takes the short name of an entity, as its address has it: entity:number-10.'),
  tag: (value) => named('tag', value, 'tag: takes the short name of a code, as the codebook has it: tag:question.'),
  platform: (value) => named('platform', value, 'platform: takes the name of a platform: platform:wordpress.'),
  affiliation: (value) => {
    const name = AFFILIATIONS.find((each) => each === value.toLowerCase());
    return name ? { type: 'affiliation', name } : `There is no affiliation “${value}”. There are ${listed(AFFILIATIONS)}.`;
  },
  is: (value) => {
    const what = IS.find((each) => each === value.toLowerCase());
    return what ? { type: 'is', what } : `is: takes ${listed(IS, 'or')}.`;
  },
  has: (value) => {
    const what = HAS.find((each) => each === value.toLowerCase());
    return what ? { type: 'has', what } : `has: takes ${listed(HAS, 'or')}.`;
  },
  in: (value) => {
    const threadId = parsePostId(value);
    return threadId === null ? 'in: takes the number of a thread, as its address has it: in:1234.' : { type: 'in', threadId };
  },
  after: (value, zone) => dated('after', value, zone),
  before: (value, zone) => dated('before', value, zone),
  lang: (value) => {
    const language = /^([a-z]{2,3})(?:-[a-z0-9]+)*$/i.exec(value)?.[1]?.toLowerCase();
    return language === undefined ? 'lang: takes the short name of a language: lang:en, lang:cy.' : { type: 'lang', language };
  },
};

function isNamed(read: Read): read is { type: Name; name: string } {
  return read.type === 'source' || read.type === 'entity' || read.type === 'tag' || read.type === 'platform';
}

function named(type: Name, value: string, sentence: string): Read | string {
  const name = value.toLowerCase();
  return /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(name) && name.length <= 100 ? { type, name } : sentence;
}

/** Of a year or a month, its first day. */
function dated(type: 'after' | 'before', value: string, zone: string): Field | string {
  const whole = /^\d{4}(-\d{2}){0,2}$/.test(value) ? DateTime.fromISO(value, { zone }) : null;
  if (!whole?.isValid) return `${type}: takes a day, a month or a year that there is: ${type}:2008-04-03, ${type}:2008-04, ${type}:2008.`;
  return { type, date: value, at: whole.startOf('day').toMillis() };
}

function listed(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

import type { Query, QueryError, Text } from './query.js';

/** A query as text that the parser reads as the same query. */
export function printQuery(query: Query): string {
  switch (query.type) {
    case 'and':
      return query.parts.map((part) => (part.type === 'or' ? `(${printQuery(part)})` : printQuery(part))).join(' ');
    case 'or':
      return query.parts.map(printQuery).join(' OR ');
    case 'not':
      return isGroup(query.part) ? `-(${printQuery(query.part)})` : `-${printQuery(query.part)}`;
    case 'near':
      return `${printText(query.parts[0])} NEAR/${query.distance} ${printText(query.parts[1])}`;
    case 'text':
      return printText(query);
    case 'author':
      return query.words.length === 1 ? `author:${query.words[0]}` : `author:"${query.words.join(' ')}"`;
    case 'source':
    case 'entity':
    case 'tag':
    case 'platform':
    case 'affiliation':
      return `${query.type}:${query.name}`;
    case 'is':
    case 'has':
      return `${query.type}:${query.what}`;
    case 'in':
      return `in:${query.threadId}`;
    case 'after':
    case 'before':
      return `${query.type}:${query.date}`;
    case 'lang':
      return `lang:${query.language}`;
  }
}

/** The error with the query above it and carets under the place, for a terminal. */
export function printError(text: string, { sentence, offset, length }: QueryError): string {
  // Tabs and line ends would move the carets.
  const line = text.replace(/\s/g, ' ');
  const room = Math.max(1, line.length - offset);
  return `${sentence}\n\n  ${line}\n  ${' '.repeat(offset)}${'^'.repeat(Math.min(Math.max(1, length), room))}\n`;
}

function printText({ form, words }: Text): string {
  if (form === 'word') return words.join(' ');
  if (form === 'prefix' && words.length === 1) return `${words[0]}*`;
  return `"${words.join(' ')}"${form === 'prefix' ? '*' : ''}`;
}

function isGroup(query: Query): boolean {
  return query.type === 'and' || query.type === 'or' || query.type === 'near';
}

import { markOf } from '../sources/affiliation.view.js';
import type { Query, Text } from '../search/query.js';

/** What a query asks for, as a sentence would say it. */
export function queryWords(query: Query): string {
  switch (query.type) {
    case 'and':
      return query.parts.map((part) => (part.type === 'or' ? `(${queryWords(part)})` : queryWords(part))).join(' and ');
    case 'or':
      return query.parts.map((part) => (part.type === 'and' ? `(${queryWords(part)})` : queryWords(part))).join(' or ');
    case 'not':
      return query.part.type === 'and' || query.part.type === 'or' ? `not (${queryWords(query.part)})` : `not ${queryWords(query.part)}`;
    case 'text':
      return textWords(query);
    case 'near':
      return `${asWritten(query.parts[0])} at most ${query.distance} words from ${asWritten(query.parts[1])}`;
    case 'author':
      return `signed by “${query.words.join(' ')}”`;
    case 'source':
      return `of the source ${query.name}`;
    case 'platform':
      return `on ${query.name}`;
    case 'affiliation':
      return `in the voice “${markOf(query.name).label}”`;
    case 'entity':
      return `a mention of ${query.name}`;
    case 'tag':
      return `coded as ${query.name}`;
    case 'is':
      return { comment: 'a comment', post: 'a post', reader: 'by a reader', gone: 'removed', edited: 'edited', copy: 'a copy of another' }[
        query.what
      ];
    case 'has':
      return query.what === 'replies' ? 'answered' : 'with links';
    case 'in':
      return `in the thread ${query.threadId}`;
    case 'after':
      return `from ${query.date} on`;
    case 'before':
      return `before ${query.date}`;
    case 'lang':
      return `written in ${languageNames.of(query.language) ?? query.language}`;
  }
}

const languageNames = new Intl.DisplayNames(['en-GB'], { type: 'language' });

function textWords(text: Text): string {
  return text.form === 'word' ? `“${text.words.join(' ')}” in any form` : asWritten(text);
}

function asWritten({ form, words }: Text): string {
  return form === 'prefix' ? `“${words.join(' ')}…”` : `exactly “${words.join(' ')}”`;
}

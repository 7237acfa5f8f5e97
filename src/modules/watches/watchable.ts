import { lexemesOf } from '../search/query-lexer.js';
import type { QueryError } from '../search/query.js';

/**
 * Why a query that can be read cannot be watched, and where. A watch looks at a message when it is stored or says something else than before; what
 * changes at other times it would not see, and then it would tell other than the search.
 */
export function unwatchable(text: string): QueryError | null {
  for (const lexeme of lexemesOf(text)) {
    if (lexeme.type !== 'field') continue;
    const sentence = refusal(lexeme.name.toLowerCase(), lexeme.value.toLowerCase());
    if (sentence !== null) return { sentence, offset: lexeme.offset, length: lexeme.length };
  }
  return null;
}

function refusal(name: string, value: string): string | null {
  if (name === 'in')
    return `A watch cannot ask for in:, because messages move to another thread when what they answer comes. Follow the feed of the thread itself: /threads/${value}.atom. This can be saved as a search that is not watched.`;
  if (name === 'has') return later('has:', value === 'links' ? 'links come and go while the words stay' : 'replies come later');
  if (name === 'tag') return later('tag:', 'codes are given later');
  if (name === 'is' && ['gone', 'edited', 'copy'].includes(value)) return later(`is:${value}`, 'that is only known later');
  return null;
}

function later(condition: string, because: string): string {
  return `A watch cannot ask for ${condition}, because it looks at a message when it comes, and ${because}. This can be saved as a search that is not watched.`;
}

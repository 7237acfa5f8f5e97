import type { Affiliation } from '../../../../src/modules/sources/source.entity.js';
import { formsOf, stemsOf } from '../../../../src/modules/search/stems.js';
import { fold, wordsOf } from '../../../../src/modules/search/words.js';
import type { Query, Text } from '../../../../src/modules/search/query.js';

/** A post with everything that a query may ask about it. */
export interface Told {
  id: number;
  kind: string;
  title: string | null;
  text: string;
  authorName: string | null;
  language: string | null;
  sortAt: Date;
  rootId: number | null;
  parentId: number | null;
  goneAt: Date | null;
  revisionCount: number;
  source: { slug: string; platform: string };
  voice: Affiliation | null;
  entities: string[];
  tags: string[];
  hasLinks: boolean;
}

/** Whether a post is what a query asks for: slow, obvious, and without any index. */
export function matches(query: Query, post: Told, all: readonly Told[]): boolean {
  switch (query.type) {
    case 'and':
      return query.parts.every((part) => matches(part, post, all));
    case 'or':
      return query.parts.some((part) => matches(part, post, all));
    case 'not':
      return !matches(query.part, post, all);
    case 'text':
      return query.form === 'word' ? hasForm(query.words[0] ?? '', post) : partsOf(post).some((part) => placesOf(query, part).length > 0);
    case 'near':
      return partsOf(post).some((part) => {
        const [left, right] = query.parts;
        return placesOf(left, part).some((a) => placesOf(right, part).some((b) => isNear(a, b, query.distance)));
      });
    case 'author':
      return placesOf({ type: 'text', form: 'exact', words: query.words }, folded(post.authorName ?? '')).length > 0;
    case 'source':
      return post.source.slug === query.name;
    case 'platform':
      return post.source.platform === query.name;
    case 'affiliation':
      return post.voice === query.name;
    case 'entity':
      return post.entities.includes(query.name);
    case 'tag':
      return post.tags.includes(query.name);
    case 'is':
      return {
        comment: post.kind === 'comment',
        reader: post.voice === null,
        post: post.kind === 'post',
        gone: post.goneAt !== null,
        edited: post.revisionCount > 0,
        // None of those that are drawn is long enough.
        copy: false,
      }[query.what];
    case 'has':
      return query.what === 'links' ? post.hasLinks : all.some(({ parentId }) => parentId === post.id);
    case 'in':
      return (post.rootId ?? post.id) === query.threadId;
    case 'after':
      return post.sortAt.getTime() >= query.at;
    case 'before':
      return post.sortAt.getTime() < query.at;
    case 'lang':
      return post.language === query.language;
  }
}

/** The word itself in title, text or name; or, in title and text, one that has the same stem in the post's language. */
function hasForm(word: string, post: Told): boolean {
  const own = [...wordsOf(post.title ?? ''), ...wordsOf(post.text)].map(({ text }) => text);
  const under = [...own.map(fold), ...own.flatMap((each) => stemsOf(each, post.language)), ...folded(post.authorName ?? '')];
  return formsOf(word).some((form) => under.includes(form));
}

type Place = [start: number, end: number];

function placesOf({ words, form }: Text, part: string[]): Place[] {
  const wanted = words.map(fold);
  return part.flatMap((_, start): Place[] => {
    const fits = wanted.every((word, index) => {
      const here = part[start + index];
      const isLast = index === wanted.length - 1;
      return here !== undefined && (form === 'prefix' && isLast ? here.startsWith(word) : here === word);
    });
    return fits ? [[start, start + wanted.length - 1]] : [];
  });
}

function isNear([startA, endA]: Place, [startB, endB]: Place, distance: number): boolean {
  return startA <= startB ? startB - endA <= distance : startA - endB <= distance;
}

function partsOf(post: Told): string[][] {
  return [folded(post.title ?? ''), folded(post.text), folded(post.authorName ?? '')];
}

function folded(text: string): string[] {
  return wordsOf(text).map((word) => fold(word.text));
}

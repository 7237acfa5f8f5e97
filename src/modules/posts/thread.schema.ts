import { excerptOf } from '../pages/words.js';
import { authorSchema } from './speaker.schema.js';
import { anchorOf } from './thread-pages.js';
import type { ThreadRow } from './thread.query.js';
import type { CommentView, MessageView, ThreadView } from './thread.view.js';

/** The words stand in the page itself; here they are for recognising them. */
const CHARACTERS = 200;

/**
 * A thread in the words of schema.org: a posting and its comments, each with what it answers. What was removed is left out. In a list and not nested:
 * real threads go deeper than programs like to descend.
 */
export function threadSchema(
  view: Pick<ThreadView, 'page' | 'post' | 'hasPost' | 'comments' | 'total'>,
  rows: readonly ThreadRow[],
): object {
  const texts = new Map(rows.map(({ id, text }) => [anchorOf(id), text]));
  const { post, comments, page } = view;
  const url = page.path ?? '';
  const place = (anchor: string) => `${url}#${anchor}`;
  return {
    '@context': 'https://schema.org',
    '@type': 'DiscussionForumPosting',
    '@id': url,
    url,
    mainEntityOfPage: true,
    headline: excerptOf(post.headline.text, 110),
    ...(post.isStub || !view.hasPost ? {} : messageSchema(post, texts)),
    ...(post.originalUrl ? { sameAs: post.originalUrl } : {}),
    commentCount: view.total,
    comment: comments
      .filter(({ goneAt }) => goneAt === null)
      .map((comment) => ({
        '@type': 'Comment',
        '@id': place(comment.anchor),
        url: place(comment.anchor),
        ...messageSchema(comment, texts),
        parentItem: { '@id': parentOf(comment, url) },
      })),
  };
}

function messageSchema(message: MessageView, texts: ReadonlyMap<string, string>): object {
  const { anchor, speaker, at, isDated, editedAt, language, goneAt } = message;
  return {
    author: authorSchema(speaker),
    ...(isDated ? { datePublished: at } : {}),
    ...(editedAt ? { dateModified: editedAt } : {}),
    ...(language ? { inLanguage: language } : {}),
    ...(goneAt ? {} : { text: excerptOf(texts.get(anchor) ?? '', CHARACTERS) }),
  };
}

function parentOf({ answers }: CommentView, url: string): string {
  if (!answers) return url;
  return answers.href.startsWith('#') ? url + answers.href : answers.href;
}

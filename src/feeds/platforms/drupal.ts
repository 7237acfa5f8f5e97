/** Drupal: its comment pages from version 4 to now. Its feeds name the page of the comments, and none of their parents. */
import { readCommentPage, type PageHabits } from '../comment-page.js';
import type { Platform } from '../platform.js';
import { absoluteUrl } from '../urls.js';

const HABITS: PageHabits = {
  mark: ({ name, attributes }) => {
    const number = /^comment-(\d+)$/.exec(attributes.id ?? (name === 'a' ? (attributes.name ?? '') : ''))?.[1];
    return number === undefined ? null : { number };
  },
  isIndent: ({ marks }) => marks.has('indented'),
  body: (
    'field-name-comment-body field--name-comment-body field-name-field-comment-body comment__content comment-content comment-body comment-text ' +
    'content'
  ).split(' '),
  fragment: (number) => `comment-${number}`,
  names: (number, url) => ({ aliases: url === null ? [] : [`drupal:${new URL(url).host}/comment/${number}`] }),
};

export const drupal: Platform = {
  name: 'drupal',
  label: 'Drupal',
  offers:
    'Comments from the page of the post, with parents from its indentation and its "In reply to". Its feeds carry posts only, unless a module adds one of comments.',
  credential: null,
  rate: null,
  recognise: ({ document }) => {
    if (!document || document.json !== undefined) return 0;
    const { text } = document;
    if (/<meta[^<>]+content=["']Drupal\b/i.test(text) || /<generator[^<>]*>[^<]*drupal/i.test(text)) return 1;
    if (/\bDrupal\.settings\b|data-drupal-selector=|drupal-settings-json|\/misc\/drupal\.(?:js|css)\b/.test(text)) return 1;
    return /\/sites\/(?:all|default)\/(?:modules|themes|files)\//.test(text) ? 0.8 : 0;
  },
  asks: ({ url, commentsUrl }) => {
    const page = absoluteUrl(url) ?? absoluteUrl(commentsUrl);
    return page === null ? [] : [{ url: page.replace(/#.*$/, ''), accept: 'html', credential: null }];
  },
  read: (document) => (document.json === undefined ? readCommentPage(document, HABITS) : null),
};

/** LiveJournal and what was made of its code (Dreamwidth): pages with the thread as JSON in them, or as nested markup. */
import { readCommentPage, type PageHabits } from '../comment-page.js';
import type { Mark } from '../comment-places.js';
import { discussionOf, html, personOf, type Found } from '../discussion.js';
import { countOf, idOf, instantOf, objectOf, objectsOf, parseJson, textOf, type JsonObject } from '../json.js';
import type { PageElement } from '../page-elements.js';
import type { Ask, Discussion, Platform } from '../platform.js';
import { absoluteUrl } from '../urls.js';

/** More branches than this are not asked for at once. */
const BRANCHES_MAX = 50;

export const livejournal: Platform = {
  name: 'livejournal',
  label: 'LiveJournal',
  offers: 'Comments with their parents from the page of the post; collapsed branches are asked for one by one. Its feeds carry posts only.',
  credential: null,
  rate: null,
  recognise: ({ url, document }) => {
    if (/^https?:\/\/(?:[^/]+\.)?(?:livejournal\.com|dreamwidth\.org)\//.test(url ?? document?.url ?? '')) return 1;
    if (!document) return 0;
    if (document.json !== undefined) return isThread(document.json) ? 0.9 : 0;
    if (/\bSite\.page\s*=\s*\{/.test(document.text) && document.text.includes('"dtalkid"')) return 1;
    return /\bid=["'](?:ljcmt|cmt)\d+["']/.test(document.text) ? 0.9 : 0;
  },
  asks: ({ url }) => {
    const page = absoluteUrl(url);
    return page === null ? [] : [{ url: `${page.replace(/[?#].*$/, '')}?format=light`, accept: 'html', credential: null }];
  },
  read: (document) => {
    const json = document.json === undefined ? embedded(document.text) : document.json;
    if (isThread(json)) return readThread(json, document.url);
    return document.json === undefined ? readCommentPage(document, habits()) : null;
  },
};

function isThread(json: unknown): boolean {
  return objectsOf(objectOf(json).comments).some((item) => idOf(item.dtalkid) !== null);
}

/** What a page's script puts into `Site.page`: one object, on one line. */
function embedded(text: string): unknown {
  const start = text.search(/\bSite\.page\s*=\s*\{/);
  if (start < 0) return undefined;
  const from = text.indexOf('{', start);
  for (const stop of [text.indexOf('</script', from), text.indexOf('\n', from)]) {
    try {
      return parseJson(text.slice(from, stop < 0 ? text.length : stop).replace(/[;\s]+$/, ''));
    } catch {
      continue;
    }
  }
  return undefined;
}

/** `parent` is 0 for an answer to the post. Deleted comments keep their place for those who answered them. */
function readThread(json: unknown, url: string | null): Discussion {
  const items = objectsOf(objectOf(json).comments).filter((item) => idOf(item.dtalkid) !== null);
  const page = absoluteUrl(url)?.replace(/[?#].*$/, '') ?? pageOf(items);
  const comments = items.flatMap((item) => commentOf(item, page));
  const folded = items
    .filter((item) => item.loaded === 0 || item.collapsed === 1)
    .flatMap((item) => absoluteUrl(textOf(item.thread_url)) ?? []);
  const more = folded
    .slice(0, BRANCHES_MAX)
    .map((address): Ask => ({ url: address.replace(/#.*$/, ''), accept: 'html', credential: null }));
  return discussionOf({ comments, more, count: countOf(objectOf(json).replycount) });
}

function pageOf(items: readonly JsonObject[]): string | null {
  for (const item of items) {
    const address = absoluteUrl(textOf(item.thread_url));
    if (address !== null) return address.replace(/[?#].*$/, '');
  }
  return null;
}

function commentOf(item: JsonObject, page: string | null): Found[] {
  const words = textOf(item.article);
  if (words === null || item.deleted === 1 || item.deleted === true) return [];
  const id = idOf(item.dtalkid) ?? '';
  const parent = idOf(item.parent) ?? idOf(item.above) ?? '0';
  const host = page === null ? '' : new URL(page).host;
  const guid = (number: string) => `livejournal:${host}/${number}`;
  const address = (number: string) => (page === null ? null : `${page}?thread=${number}#t${number}`);
  const onPost = page === null ? null : { ref: page, url: page };
  return [
    {
      guid: guid(id),
      url: address(id),
      title: textOf(item.subject),
      author: personOf(textOf(item.dname) ?? textOf(item.uname), textOf(item.commenter_journal_base)),
      publishedAt: instantOf(item.ctime_ts) ?? instantOf(item.ctime),
      markup: html(words, page),
      inReplyTo: parent === '0' ? onPost : { ref: guid(parent), url: address(parent) },
    },
  ];
}

/** Made for each page: styles give a comment's level as a margin, and what a level is wide only the comments above it tell. */
function habits(): PageHabits {
  const margins: number[] = [];
  const marked = new Set<string>();
  return {
    mark: (element) => {
      const number = /^(?:ljcmt|cmt|comment-cmt|t)(\d{2,})$/.exec(element.attributes.id ?? '')?.[1];
      if (number === undefined) return null;
      const isNew = !marked.has(number);
      marked.add(number);
      return { number, ...levelOf(element, margins, isNew) };
    },
    body: 'comment-content comment-text comment-body b-leaf-article comment_text'.split(' '),
    fragment: (number) => `t${number}`,
    names: (number, url) => ({ guid: url === null ? null : `livejournal:${new URL(url).host}/${number}`, aliases: [] }),
  };
}

function levelOf(element: PageElement, margins: number[], isNew: boolean): Pick<Mark, 'depth'> {
  const around = [element, element.parent, element.children.find((child) => child.element)?.element].flatMap((each) => each ?? []);
  for (const { marks } of around)
    for (const mark of marks) if (/^comment-depth-\d{1,3}$/.test(mark)) return { depth: Number(mark.slice('comment-depth-'.length)) };
  const margin = around.flatMap(({ attributes }) => /\bmargin-left:\s*(\d{1,5})px/.exec(attributes.style ?? '')?.[1] ?? [])[0];
  if (!isNew || margin === undefined) return {};
  while (margins.length > 0 && (margins.at(-1) ?? 0) >= Number(margin)) margins.pop();
  margins.push(Number(margin));
  return { depth: margins.length };
}

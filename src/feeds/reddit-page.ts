/** A page of old.reddit.com as the things that the API would give: each is an element with its name, and those below it lie within. */
import { plainText } from './html.js';
import type { JsonObject } from './json.js';
import { pageElements, type PageElement } from './page-elements.js';

const THING = /^(t[13])_([a-z0-9]+)$/;

/**
 * The posts and comments of a saved page, in its order.
 *
 * In: HTML. Out: things as in the API's JSON, as far as the page shows them; an empty list for any other page. Without recursion.
 */
export function thingsOfPage(html: string): { kind: 't1' | 't3'; data: JsonObject }[] {
  if (!/\sdata-fullname="t[13]_/.test(html)) return [];
  const elements = pageElements(html);
  const starts = elements.flatMap((element, index) => (element.marks.has('thing') ? [index] : []));
  const open: { name: string; end: number }[] = [];
  let post: string | null = null;
  return starts.flatMap((at, index) => {
    const thing = elements[at];
    const name = thing?.attributes['data-fullname'] ?? '';
    const [, kind, id] = THING.exec(name) ?? [];
    if (!thing || !kind || !id || thing.marks.has('morechildren')) return [];
    while ((open.at(-1)?.end ?? Infinity) <= thing.start) open.pop();
    const parent = open.at(-1)?.name ?? post;
    open.push({ name, end: thing.end });
    if (kind === 't3') post ??= name;
    // What stands before the next thing is this one's own.
    const own = elements.slice(at, starts[index + 1]);
    const data = dataOf(thing, own, html, kind === 't3' ? null : parent, post);
    return [{ kind: kind as 't1' | 't3', data: { ...data, id, name } }];
  });
}

function dataOf(thing: PageElement, own: readonly PageElement[], html: string, parent: string | null, post: string | null): JsonObject {
  const marked = (mark: string, element = '') => own.find(({ marks, name }) => marks.has(mark) && (element === '' || name === element));
  const { attributes } = thing;
  const body = sourceOf(marked('md'), html);
  const comments = /\d+/.exec(sourceOf(marked('comments', 'a'), html) ?? '')?.[0];
  return {
    subreddit: attributes['data-subreddit'],
    author: attributes['data-author'] ?? wordsOf(marked('author', 'a'), html) ?? '[deleted]',
    title: wordsOf(marked('title', 'a'), html),
    url: attributes['data-url'] ?? marked('title', 'a')?.attributes.href,
    permalink: attributes['data-permalink'] ?? marked('bylink', 'a')?.attributes.href,
    body: body === null ? '' : plainText({ type: 'html', value: body, base: null }),
    body_html: body,
    selftext_html: body,
    created_utc: own.find(({ name }) => name === 'time')?.attributes.datetime,
    num_comments: comments === undefined ? null : Number(comments),
    parent_id: parent,
    link_id: post,
  };
}

function sourceOf(element: PageElement | undefined, html: string): string | null {
  const [first] = element?.children ?? [];
  return first ? html.slice(first.start, element?.children.at(-1)?.end) : null;
}

function wordsOf(element: PageElement | undefined, html: string): string | null {
  const source = sourceOf(element, html);
  return source === null ? null : plainText({ type: 'html', value: source, base: null });
}

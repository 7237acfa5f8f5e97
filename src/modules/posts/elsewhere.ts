import { webUrl } from '../pages/web-url.js';
import { excerptOf } from '../pages/words.js';
import type { LinkRow } from './links.query.js';

/** A page that the conversation points to, and that we do not have. */
export interface ElsewhereView {
  url: string;
  host: string;
  words: string | null;
  /** The sites whose messages point to it. */
  sites: string[];
}

const SHOWN_MAX = 8;
const WORDS_CHARACTERS_MAX = 90;

/**
 * Where else the conversation may be: pages that its messages link to and that no source of ours has. First those that several threads point to,
 * then the earliest. Left out: a site's links within itself, and front pages, which are nobody's remark.
 */
export function elsewhereOf(
  links: readonly LinkRow[],
  sources: ReadonlyMap<number, { sourceTitle: string; siteUrl: string | null }>,
): ElsewhereView[] {
  const homes = new Set([...sources.values()].map(({ siteUrl }) => hostOf(siteUrl)));
  const pages = new Map<string, LinkRow[]>();
  for (const link of links) {
    const host = hostOf(link.key);
    if (host === null || homes.has(host) || webUrl(link.url) === null || isFrontPage(link.key)) continue;
    const page = pages.get(link.key);
    if (page) page.push(link);
    else pages.set(link.key, [link]);
  }
  const threads = (page: LinkRow[]) => new Set(page.map(({ threadId }) => threadId)).size;
  const first = (page: LinkRow[]) => Math.min(...page.map(({ at }) => at));
  return [...pages.values()]
    .sort((a, b) => threads(b) - threads(a) || first(a) - first(b) || (a[0]!.key < b[0]!.key ? -1 : 1))
    .slice(0, SHOWN_MAX)
    .map((page) => ({
      url: page[0]!.url,
      host: hostOf(page[0]!.key) ?? '',
      words: wordsOf(page),
      sites: [...new Set(page.flatMap(({ sourceId }) => sources.get(sourceId)?.sourceTitle ?? []))],
    }));
}

function wordsOf(page: readonly LinkRow[]): string | null {
  const words = page.map(({ text }) => text.trim()).find((text) => text !== '' && !/^(?:https?:\/\/|www\.)\S+$/i.test(text));
  return words === undefined ? null : excerptOf(words, WORDS_CHARACTERS_MAX);
}

function hostOf(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : null;
}

function isFrontPage(key: string): boolean {
  const { pathname, search } = new URL(key);
  return pathname === '/' && search === '';
}

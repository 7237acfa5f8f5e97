import type { Enclosure } from '../../feeds/types.js';
import { webUrl } from '../pages/web-url.js';

/**
 * Sanitised markup whose headings begin at `top` and skip no level, so that a publisher's `<h1>` does not break the order of ours.
 */
export function nestHeadings(html: string, top: number): string {
  const levels = [...new Set([...html.matchAll(/<h([1-6])\b/gi)].map((match) => Number(match[1])))].sort();
  if (levels.length === 0) return html;
  return html.replace(
    /<(\/?)h([1-6])\b/gi,
    (_tag, slash: string, level: string) => `<${slash}h${Math.min(6, top + Math.max(0, levels.indexOf(Number(level))))}`,
  );
}

export interface Attachment {
  url: string;
  name: string;
  isImage: boolean;
}

/** The files published with a post. Pictures that its body shows already are left out. */
export function attachmentsOf(json: string, html: string): Attachment[] {
  const enclosures = JSON.parse(json) as Enclosure[];
  return enclosures.flatMap(({ url, type }) => {
    if (webUrl(url) === null || html.includes(url.replaceAll('&', '&amp;'))) return [];
    // Our own policy lets a page show pictures over https alone: others are offered as links.
    const isImage = (type?.startsWith('image/') ?? /\.(jpe?g|png|gif|webp)$/i.test(new URL(url).pathname)) && url.startsWith('https:');
    return [{ url, name: decodeURIComponentSafely(new URL(url).pathname.split('/').at(-1) ?? '') || new URL(url).host, isImage }];
  });
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A language tag that may stand in a `lang` attribute (BCP 47, roughly), else null. */
export function languageOf(language: string | null): string | null {
  return language !== null && /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(language) ? language : null;
}

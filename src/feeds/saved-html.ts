/** A saved blog page: its post, and the comments under it, by the habits of whichever platform wrote it. */
import { threadOf } from './comment-page.js';
import { cleanHtml } from './html.js';
import type { Platform, PlatformDocument } from './platform.js';
import { blogger } from './platforms/blogger.js';
import { drupal } from './platforms/drupal.js';
import { livejournal } from './platforms/livejournal.js';
import { microformats } from './platforms/microformats.js';
import { movabletype } from './platforms/movabletype.js';
import { schemaorg } from './platforms/schemaorg.js';
import { typepad } from './platforms/typepad.js';
import { wordpress } from './platforms/wordpress.js';
import { readSavedText } from './saved-text.js';
import type { SavedPage, SavedThread } from './saved-thread.js';

/** The platforms whose pages hold comments; of those that a page looks like equally, the first. */
const PLATFORMS: readonly Platform[] = [typepad, wordpress, movabletype, drupal, blogger, livejournal, microformats, schemaorg];

/**
 * Reads a saved page of a blog.
 *
 * In: its HTML, where it was, and the zone of its times. Out: the post and its comments in the order of the page; null for what is no page
 * with comments. The platforms are tried in the order in which they recognise the page; one that nobody recognises may still mark its comments as one
 * of them does. A page that marks no comments is read as text.
 * @throws RangeError for a zone that does not exist
 */
export function readSavedHtml(html: string, page: SavedPage): SavedThread | null {
  const document: PlatformDocument = { ...page, text: html, json: undefined };
  const likely = PLATFORMS.map((platform) => ({ platform, score: platform.recognise({ url: page.url, document }) })).sort(
    (a, b) => b.score - a.score,
  );
  for (const { platform } of likely) {
    const discussion = platform.read(document);
    const thread = discussion && threadOf(discussion);
    if (thread) return thread;
  }
  return /<(?:html|body|p|div|br)\b/i.test(html)
    ? readSavedText(cleanHtml({ type: 'html', value: html, base: page.url }).text, page)
    : null;
}

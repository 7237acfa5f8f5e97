import type { Said } from '../entry.js';
import { firstMarkup } from '../markup.js';
import type { XmlElement } from '../xml-element.js';

/**
 * The full body beside a description: `content:encoded` (RSS 1.0 content module), else an XHTML `body`, else the `fullitem` of RSS 0.9x
 * blogs.
 */
export function readContent(entry: XmlElement): Said {
  return {
    content: firstMarkup(
      [...entry.all('content:encoded'), ...entry.all('xhtml:body'), ...entry.all('body'), ...entry.all('fullitem')],
      'html',
    ),
  };
}

import { wholeNumber, type Said } from '../entry.js';
import type { XmlElement } from '../xml-element.js';

/** `slash:comments`: how many comments there are (RSS 1.0 slash module). */
export function readSlash(entry: XmlElement): Said {
  return { commentCount: wholeNumber(entry.textOf('slash:comments')) };
}

import { readDate } from './dates.js';
import type { Notes } from './notes.js';
import type { XmlElement } from './xml-element.js';

/**
 * The instant in the first of several elements that holds a readable one. Where a date is there but cannot be read, the next is asked, and
 * a warning is noted: a bad `pubDate` must not hide a good `dc:date`.
 * @param names the elements, most trusted first
 */
export function readDateOf(entry: XmlElement, names: string[], notes: Notes): Date | null {
  for (const name of names) {
    for (const element of entry.all(name)) {
      const text = element.text();
      const date = readDate(text);
      if (date) return date;
      if (text) notes.add('bad-date', text);
    }
  }
  return null;
}

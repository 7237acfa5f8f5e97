import type { Said } from '../entry.js';
import { firstMarkup } from '../markup.js';
import { peopleOf } from '../people.js';
import type { XmlElement } from '../xml-element.js';

/** Apple's podcast elements, where nothing better is said: author and summary. */
export function readPodcast(entry: XmlElement): Said {
  return { authors: peopleOf(entry.all('itunes:author')), summary: firstMarkup(entry.all('itunes:summary'), 'html') };
}

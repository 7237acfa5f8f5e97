import { readDateOf } from '../instants.js';
import type { Said } from '../entry.js';
import { firstMarkup } from '../markup.js';
import type { Notes } from '../notes.js';
import { peopleOf } from '../people.js';
import type { XmlElement } from '../xml-element.js';

/**
 * Dublin Core within an entry: what RSS 1.0 uses for authors and dates, and much RSS 2.0 too.
 * DCMI Metadata Terms, `/elements/1.1/` and `/terms/`.
 */
export function readDublinCore(entry: XmlElement, notes: Notes): Said {
  return {
    id: entry.textOf('dc:identifier'),
    title: firstMarkup([...entry.all('dc:title'), ...entry.all('dcterms:title')], 'html'),
    authors: peopleOf([...entry.all('dc:creator'), ...entry.all('dcterms:creator'), ...entry.all('dc:author')]),
    publishedAt: readDateOf(entry, ['dcterms:issued', 'dc:date', 'dcterms:created', 'dc:created'], notes),
    updatedAt: readDateOf(entry, ['dcterms:modified'], notes),
    summary: firstMarkup([...entry.all('dc:description'), ...entry.all('dcterms:abstract')], 'html'),
    categories: entry.all('dc:subject').flatMap((subject) => subject.text() || []),
    language: entry.textOf('dc:language'),
  };
}

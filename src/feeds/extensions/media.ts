import { wholeNumber, type Said } from '../entry.js';
import { firstMarkup } from '../markup.js';
import type { XmlElement } from '../xml-element.js';

/** Media RSS (1.5.1): photos and videos, with their titles and descriptions, alone or in groups. */
export function readMedia(entry: XmlElement): Said {
  const holders = [
    entry,
    ...entry.all('media:group'),
    ...entry.all('media:content'),
    ...entry.all('media:group').flatMap((group) => group.all('media:content')),
  ];
  const files = holders.flatMap((holder) => holder.all('media:content'));
  return {
    title: firstMarkup(
      holders.flatMap((holder) => holder.all('media:title')),
      'html',
    ),
    summary: firstMarkup(
      holders.flatMap((holder) => holder.all('media:description')),
      'html',
    ),
    enclosures: files.flatMap((file) => {
      const url = file.address(file.attribute('url'));
      return url === null ? [] : [{ url, type: file.attribute('type'), length: wholeNumber(file.attribute('filesize')) }];
    }),
  };
}

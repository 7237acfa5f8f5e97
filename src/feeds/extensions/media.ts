import { wholeNumber, type Said } from '../entry.js';
import { firstMarkup } from '../markup.js';
import type { Reactions } from '../types.js';
import type { XmlElement } from '../xml-element.js';

/** Media RSS (1.5.1): photos and videos, with their titles and descriptions, alone or in groups, and how often they were seen and liked. */
export function readMedia(entry: XmlElement): Said {
  const holders = [
    entry,
    ...entry.all('media:group'),
    ...entry.all('media:content'),
    ...entry.all('media:group').flatMap((group) => group.all('media:content')),
  ];
  const reactions = reactionsTo(holders.flatMap((holder) => holder.all('media:community')));
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
    ...(reactions ? { reactions } : {}),
  };
}

/** Favourites are likes. So are ratings that all gave the most there is to give, as where nothing but "like" can be given. */
function reactionsTo(communities: XmlElement[]): Reactions | null {
  const [statistics] = communities.flatMap((community) => community.all('media:statistics'));
  const [rating] = communities.flatMap((community) => community.all('media:starrating'));
  const isLiking = Number(rating?.attribute('average') ?? NaN) === Number(rating?.attribute('max') ?? 5);
  const ratings = wholeNumber(rating?.attribute('count'));
  const likes = wholeNumber(statistics?.attribute('favorites')) ?? (isLiking || ratings === 0 ? ratings : null);
  const views = wholeNumber(statistics?.attribute('views'));
  return likes === null && views === null ? null : { likes, shares: null, views };
}

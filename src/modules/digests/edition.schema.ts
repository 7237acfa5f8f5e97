import { authorSchema } from '../posts/speaker.schema.js';
import type { EditionView } from './edition.view.js';
import type { StoryView } from './story.view.js';

/** An edition in the words of schema.org: a page that collects discussions. */
export function editionSchema({
  page,
  edition,
  lead,
  stories,
  briefs,
}: Pick<EditionView, 'page' | 'edition' | 'lead' | 'stories' | 'briefs'>): object {
  return {
    '@context': 'https://schema.org',
    '@type': 'CollectionPage',
    url: page.path,
    name: edition.title,
    description: page.description,
    inLanguage: 'en-GB',
    hasPart: [...(lead ? [lead] : []), ...stories, ...briefs].map(postingOf),
  };
}

function postingOf({ href, headline, speaker, at, isDated, language, replies }: StoryView): object {
  return {
    '@type': 'DiscussionForumPosting',
    '@id': href,
    url: href,
    headline: headline.text,
    author: authorSchema(speaker),
    ...(isDated ? { datePublished: at } : {}),
    ...(language ? { inLanguage: language } : {}),
    commentCount: replies,
  };
}

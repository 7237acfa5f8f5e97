import { type EditionView, datesOf } from '../digests/edition.view.js';
import type { Period } from '../digests/period.js';
import { countOf, excerptOf } from '../pages/words.js';
import { hrefOf as searchHrefOf } from '../search/search.view.js';
import type { FollowedRow } from './followed.query.js';
import { type LetterSectionsView, letterSectionsView } from './letter-sections.view.js';

const PREHEADER_CHARACTERS_MAX = 140;

/** How much of an edition is in a mail. Mail programs cut off what is over about 100 KB. */
export interface LetterSize {
  /** Conversations that are told. */
  stories: number;
  /** Those of which there is a headline, and groups of posts without comments. */
  others: number;
  /** Lines of each list that is about the whole edition. */
  lines: number;
}

/** From what anybody wants to what always fits. */
export const LETTER_SIZES: readonly LetterSize[] = [
  { stories: 9, others: 16, lines: 6 },
  { stories: 9, others: 6, lines: 4 },
  { stories: 5, others: 3, lines: 3 },
  { stories: 3, others: 2, lines: 2 },
  { stories: 2, others: 0, lines: 0 },
];

/** Where the links lead that are the reader's own. */
export interface OwnLinks {
  preferencesHref: string;
  unsubscribeHref: string;
}

/** An edition as it stands in a mail. */
export interface EditionLetterView extends OwnLinks {
  subject: string;
  /** What programs show of a mail before it is opened. */
  preheader: string;
  edition: EditionView['edition'];
  /** The whole edition. */
  href: string;
  hasSample: boolean;
  /** Null in a whole edition. */
  followed: { name: string; href: string }[] | null;
  numbers: EditionView['numbers'];
  voices: EditionView['voices'];
  usual: EditionView['usual'];
  /** Who edited it, and what they did. */
  edited: { by: string; what: string; href: string } | null;
  stories: EditionView['stories'];
  briefs: EditionView['briefs'];
  published: EditionView['published'];
  sections: LetterSectionsView | null;
}

export function editionLetterView(view: EditionView, followed: FollowedView | null, size: LetterSize, links: OwnLinks): EditionLetterView {
  const told = [...(view.lead ? [view.lead] : []), ...view.stories];
  const stories = told.slice(0, size.stories);
  const headlines = [...told.slice(size.stories), ...view.briefs];
  const [briefs, published] = [headlines.slice(0, size.others), view.published.slice(0, size.others)];
  const { edited, historyHref } = view.state;
  const first = stories[0]?.headline.text ?? view.published[0]?.posts[0]?.headline.text;
  return {
    ...links,
    subject: subjectOf(view, followed),
    preheader: first === undefined ? view.page.description : excerptOf(first, PREHEADER_CHARACTERS_MAX),
    edition: view.edition,
    href: `/digest/${view.edition.key}`,
    hasSample: view.firstRun?.hasSample ?? false,
    followed,
    numbers: view.numbers,
    voices: view.voices,
    usual: view.usual,
    edited: edited && { by: edited.by, what: edited.what, href: historyHref },
    stories,
    briefs,
    published,
    sections: letterSectionsView(view.sections, size.lines),
  };
}

/** Each entity with the search for all that was said of it, also in what found no room in the edition. */
export type FollowedView = { name: string; href: string }[];

export function followedView(rows: readonly FollowedRow[], period: Period): FollowedView {
  const names = new Map(rows.map(({ slug, name }) => [slug, name]));
  return [...names].map(([slug, name]) => ({ name, href: searchHrefOf(`entity:${slug} ${datesOf(period)}`, 'date', null) }));
}

/** The edition with those conversations and posts only in which the entities were mentioned. Its numbers stay those of the whole. */
export function cutTo(view: EditionView, rows: readonly FollowedRow[]): EditionView {
  const hrefs = new Set(rows.map(({ threadId }) => `/threads/${threadId}`));
  const isAbout = ({ href }: { href: string }) => hrefs.has(href);
  const [lead = null, ...stories] = [...(view.lead ? [view.lead] : []), ...view.stories].filter(isAbout);
  const published = view.published.flatMap((group) => {
    const posts = group.posts.filter(isAbout);
    return posts.length === 0 ? [] : [{ ...group, posts, more: 0 }];
  });
  return {
    ...view,
    lead,
    stories,
    briefs: view.briefs.filter(isAbout),
    published,
    sections: null,
    moreConversations: 0,
    morePublished: 0,
    repeated: null,
  };
}

function subjectOf({ edition, numbers }: EditionView, followed: FollowedView | null): string {
  if (followed) return `Hustings, ${edition.title}: ${listOf(followed.map(({ name }) => name))}`;
  return `Hustings, ${edition.title}: ${countOf(numbers.conversations, 'conversation', 'conversations')}`;
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

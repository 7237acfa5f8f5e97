import type { InstantStyle } from '../pages/instants.js';
import { type CopiesView, copiesView } from '../posts/copies.view.js';
import { headlineOf, type Headline } from '../posts/headline.js';
import { speakerOf, type Speaker } from '../posts/speaker.js';
import type { Editorial } from './curated.js';
import type { EditionRows } from './edition.query.js';
import type { EditionState } from './edition-reader.js';
import { groupBy } from './group-by.js';

/** What a source published in one of its voices, and nobody commented on. */
export interface PublishedView {
  speaker: Speaker;
  posts: {
    href: string;
    headline: Headline;
    at: Date;
    style: InstantStyle;
    author: string | null;
    copies: CopiesView | null;
    editorial: Editorial | null;
  }[];
  more: number;
}

export function publishedOf({ published, copies }: EditionRows, style: InstantStyle, { editorials }: EditionState): PublishedView[] {
  return [...groupBy(published, ({ sourceId, voice }) => `${sourceId} ${voice ?? ''}`).values()].flatMap((posts) => {
    const first = posts[0];
    if (!first) return [];
    return [
      {
        // The heading is the source in one of its voices; who signed each post stands beside it.
        speaker: speakerOf({ ...first, authorName: null, authorUrl: null }),
        posts: posts.map((row) => {
          const speaker = speakerOf(row);
          return {
            href: `/threads/${row.id}`,
            headline: headlineOf(row),
            at: new Date(row.sortAt),
            style,
            author: speaker.source ? speaker.name : null,
            copies: copiesView(row, copies[row.id] ?? []),
            editorial: editorials.get(row.id) ?? null,
          };
        }),
        more: first.ofSource - posts.length,
      },
    ];
  });
}

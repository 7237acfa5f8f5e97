import type { z } from 'zod';
import { headlineOf } from '../posts/headline.js';
import type { ExportedPost } from '../posts/exported-post.js';
import { type CurationRow, holding } from './curated.js';
import type { edit, edition } from './edition.answer.js';
import type { ReadEdition } from './edition-reader.js';
import { type Period, titleOf } from './period.js';
import type { SectionRows } from './sections.query.js';

type Edition = z.output<typeof edition>;

/** The numbers of all posts that an edition shows, in its order. */
export function postsOf({ rows, state }: ReadEdition): number[] {
  return [
    ...rows.conversations.map(({ threadId }) => threadId),
    ...rows.published.map(({ id }) => id),
    ...state.late.rows.map(({ id }) => id),
  ];
}

/** An edition for programs. A story whose post has gone meanwhile is left out. */
export function editionJson(period: Period, read: ReadEdition, posts: ReadonlyMap<number, ExportedPost>): Edition {
  const { rows, state } = read;
  const { key, kind, from, until } = period;
  return {
    key,
    kind,
    title: titleOf(period),
    from,
    until,
    phase: state.phase,
    at: state.at,
    numbers: {
      ...rows.numbers,
      voices: rows.numbers.voices.map(({ voice, posts, comments, people, sources }) => ({ voice, posts, comments, people, sources })),
    },
    stories: storiesOf(read, posts),
    sections: rows.sections && sectionsJson(rows.sections),
    removed: state.removed,
    late: state.late.rows.flatMap(({ id }) => posts.get(id) ?? []),
    editedBy: state.edited?.by ?? [],
  };
}

function storiesOf({ rows, state }: ReadEdition, posts: ReadonlyMap<number, ExportedPost>): Edition['stories'] {
  const shown = new Map([...rows.roots, ...rows.published].map((row) => [row.id, row]));
  const story = (id: number, facts: Pick<Edition['stories'][number], 'section' | 'replies' | 'people' | 'latestAt'>) => {
    const [row, post] = [shown.get(id), posts.get(id)];
    if (!row || !post) return [];
    const { pinnedBy = null, note = null, title = null } = state.editorials.get(id) ?? {};
    return [
      {
        ...facts,
        headline: headlineOf(row).text,
        post,
        pinnedBy,
        note: note && { name: note.by, text: note.text },
        retitledBy: title?.by ?? null,
      },
    ];
  };
  return [
    ...rows.conversations.flatMap(({ threadId, replies, participants, latestAt }) =>
      story(threadId, { section: 'conversations', replies, people: participants, latestAt: new Date(latestAt) }),
    ),
    ...rows.published.flatMap(({ id }) => story(id, { section: 'published', replies: 0, people: null, latestAt: null })),
  ];
}

function sectionsJson({ talkedAbout, answering, changes, unread }: SectionRows): Edition['sections'] {
  const idsOf = (rows: readonly { id: number }[]) => rows.map(({ id }) => id);
  return {
    talkedAbout: talkedAbout.rows.map(({ slug, name, voices, earlier }) => ({ entity: slug, name, voices, earlier })),
    answering: answering.sources.map(({ slug, title, affiliation, asked, answered, open, coverage }) => ({
      source: slug,
      title,
      affiliation,
      asked,
      answered,
      open,
      coverage,
    })),
    questions: {
      total: answering.questions.total,
      newest: idsOf(answering.questions.newest),
      oldest: idsOf(answering.questions.oldest),
    },
    changes: { edited: changes.editedBy, removed: changes.removedBy },
    unread: unread.rows.map(({ slug, title, host, polls }) => ({ source: slug, title, host, polls })),
    gaps: (unread.gaps ?? []).map(({ slug, title, from, until }) => ({
      source: slug,
      title,
      from: new Date(from),
      until: new Date(until),
    })),
  };
}

/** What was done to an edition, the latest first. */
export function editsJson(curations: readonly CurationRow[]): z.output<typeof edit>[] {
  const held = new Set(holding(curations).map(({ id }) => id));
  return [...curations]
    .sort((a, b) => b.id - a.id)
    .map(({ id, threadId, action, text, madeBy, madeAt, undoneBy, undoneAt }) => ({
      id,
      story: threadId,
      action,
      text,
      by: madeBy,
      at: madeAt,
      undone: undoneAt && { by: undoneBy ?? '', at: undoneAt },
      holds: held.has(id),
    }));
}

import { flattenThread } from '../../feeds/threads.js';
import type { InstantStyle } from '../pages/instants.js';
import { webUrl } from '../pages/web-url.js';
import { excerptOf } from '../pages/words.js';
import { languageOf } from '../posts/body.js';
import type { CopyRow } from '../posts/copies.query.js';
import { type CopiesView, copiesView } from '../posts/copies.view.js';
import { headlineOf, leadOf, type Headline } from '../posts/headline.js';
import { personKey, speakerOf, type Speaker } from '../posts/speaker.js';
import type { ConversationRow } from './conversations.query.js';
import type { Editorial } from './curated.js';
import type { EditionRow, EditionRows } from './edition.query.js';
import type { EditionState } from './edition-reader.js';
import { groupBy } from './group-by.js';
import { highlightsOf } from './highlights.js';
import type { Period } from './period.js';
import { reasonsOf, type ReasonsView } from './reasons.view.js';

const LEAD = { excerpt: 420, comments: 4, commentExcerpt: 280 };
const STORY = { excerpt: 220, comments: 2, commentExcerpt: 180 };

export interface HighlightView {
  href: string;
  speaker: Speaker;
  at: Date;
  style: InstantStyle;
  excerpt: string;
  language: string | null;
  /** 0, or more under a comment that is shown too. */
  depth: number;
  /** Whom it answers, where that comment is not shown above it. */
  answers: string | null;
  /** The site on which it was said, where that is not the one of the post above. */
  site: string | null;
}

export interface StoryView {
  href: string;
  originalUrl: string | null;
  headline: Headline;
  speaker: Speaker;
  at: Date;
  /** In an edition of a day its date need not be said again. */
  style: InstantStyle;
  /** False where the publisher gives no date. */
  isDated: boolean;
  /** The post is older than the edition: the conversation went on, or was begun, in it. */
  isOlder: boolean;
  excerpt: string;
  language: string | null;
  replies: number;
  participants: number;
  highlights: HighlightView[];
  copies: CopiesView | null;
  /** Replies of the period that are not shown. */
  more: number;
  /** Why it stands where it stands. */
  reasons: ReasonsView;
  /** What an editor says of it. */
  editorial: Editorial | null;
}

/** The conversations of an edition with their comments, in the order of its rows; the first is told at more length. */
export function storiesOf(rows: EditionRows, period: Period, { editorials }: EditionState): StoryView[] {
  const roots = new Map(rows.roots.map((row) => [row.id, row]));
  const leaders = leadersIn(rows);
  const comments = groupBy(rows.comments, ({ rootId }) => leaders.get(rootId ?? 0) ?? rootId);
  return rows.conversations.flatMap((conversation, index) => {
    const root = roots.get(conversation.threadId);
    const [said, group] = [comments.get(conversation.threadId) ?? [], rows.copies[conversation.threadId] ?? []];
    return root ? [{ ...storyOf(root, conversation, said, group, period, index === 0), editorial: editorials.get(root.id) ?? null }] : [];
  });
}

/** For each thread of a group, the one that leads it. */
export function leadersIn({ copies }: Pick<EditionRows, 'copies'>): Map<number, number> {
  return new Map(Object.entries(copies).flatMap(([leaderId, group]) => group.map(({ id }) => [id, Number(leaderId)] as const)));
}

function storyOf(
  root: EditionRow,
  conversation: ConversationRow,
  comments: EditionRow[],
  group: readonly CopyRow[],
  period: Period,
  isLead: boolean,
): Omit<StoryView, 'editorial'> {
  const size = isLead ? LEAD : STORY;
  const headline = headlineOf(root);
  const highlights = highlightViews(root, comments, size, styleIn(period));
  return {
    href: `/threads/${root.id}`,
    originalUrl: webUrl(root.url),
    headline,
    speaker: speakerOf(root),
    at: new Date(root.sortAt),
    style: root.sortAt < period.from.getTime() ? 'moment' : styleIn(period),
    isDated: root.publishedAt !== null,
    isOlder: root.sortAt < period.from.getTime(),
    excerpt: leadOf(root, size.excerpt),
    language: languageOf(root.language),
    replies: conversation.replies,
    participants: conversation.participants,
    highlights,
    copies: copiesView(root, group),
    more: conversation.replies - highlights.length,
    reasons: reasonsOf(conversation, root.sourceTitle, period),
  };
}

function highlightViews(root: EditionRow, comments: EditionRow[], size: typeof LEAD, style: InstantStyle): HighlightView[] {
  const candidates = comments.map((row) => ({
    id: row.id,
    parentId: row.parentId,
    at: row.sortAt,
    position: row.position,
    // A name that stands on two sites may be two people.
    person: personOn(row),
    voice: row.voice,
    row,
  }));
  const chosen = highlightsOf(candidates, size.comments);
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate.row]));
  const shown = new Set(chosen.map((candidate) => candidate.id));
  const nodes = [
    { id: root.id, parentId: null, at: root.sortAt, position: 0 },
    ...chosen.map(({ id, parentId, at, position }) => ({
      id,
      parentId: parentId !== null && shown.has(parentId) ? parentId : root.id,
      at,
      position,
    })),
  ];
  return flattenThread(nodes, root.id).flatMap(({ node, depth }) => {
    const row = byId.get(node.id);
    if (!row) return [];
    const parent = row.parentId === null || shown.has(row.parentId) ? undefined : byId.get(row.parentId);
    return [
      {
        href: `/threads/${row.rootId ?? root.id}#post-${row.id}`,
        speaker: speakerOf(row),
        at: new Date(row.sortAt),
        style,
        excerpt: excerptOf(row.text, size.commentExcerpt),
        language: languageOf(row.language),
        depth: depth - 1,
        answers: parent ? speakerOf(parent).name : null,
        site: row.sourceId === root.sourceId ? null : row.sourceTitle,
      },
    ];
  });
}

function personOn(row: EditionRow): string | null {
  const person = personKey(row);
  return person && `${row.rootId} ${person}`;
}

export function styleIn(period: Period): InstantStyle {
  return period.kind === 'day' ? 'clock' : 'moment';
}

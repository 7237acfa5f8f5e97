import { escapeText } from '../../feeds/html-writer.js';
import type { FeedItem, OutgoingFeed } from '../posts/post-feed.js';
import { headlineOf } from '../posts/headline.js';
import { itemOf } from '../posts/thread.feed.js';
import type { Editorial } from './curated.js';
import type { EditionRow } from './edition.query.js';
import type { ReadEdition } from './edition-reader.js';
import { listOf } from './edition-state.view.js';
import { hrefOf, linkTo } from './edition.view.js';
import { groupBy } from './group-by.js';
import type { Period } from './period.js';
import { leadersIn } from './story.view.js';

/**
 * An edition as a feed, under its own address or (`isStanding`) under the one that always holds the latest: each conversation's post, then
 * its comments of the period, then what else was published, then what arrived after it had closed. A comment comes after what it answers, so that a reader that threads as it reads
 * finds the parent there.
 */
export function editionFeed({ rows, state }: ReadEdition, period: Period, isStanding: boolean): OutgoingFeed {
  const roots = new Map(rows.roots.map((row) => [row.id, row]));
  const leaders = leadersIn(rows);
  const comments = groupBy(rows.comments, ({ rootId }) => leaders.get(rootId ?? 0) ?? rootId);
  const conversations = rows.conversations.flatMap(({ threadId, replies }): FeedItem[] => {
    const root = roots.get(threadId);
    if (!root) return [];
    const headline = headlineOf(root).text;
    const inOrder = [...(comments.get(threadId) ?? [])].sort((a, b) => a.sortAt - b.sortAt || a.position - b.position || a.id - b.id);
    const item = withNote(itemOf(root, headline, replies, threadId), state.editorials.get(threadId));
    return [item, ...inOrder.map((row) => itemOf(row, headline, null, row.rootId ?? threadId))];
  });
  const published = rows.published.map((row) => withNote(itemOf(row, headlineOf(row).text, 0, row.id), state.editorials.get(row.id)));
  const items = [...conversations, ...published, ...state.late.rows.map((row) => lateItem(row, roots))];
  const dates = [...items.map(({ updatedAt }) => updatedAt), ...(state.edited ? [state.edited.at] : [])];
  const { title } = linkTo(period);
  return {
    title: isStanding ? 'Hustings' : `Hustings: ${title}`,
    description: `The conversation between government and public: ${title}${state.edited ? `. Edited by ${listOf(state.edited.by)}.` : ''}`,
    feedPath: isStanding ? '/digest' : hrefOf(period),
    pagePath: isStanding ? '/' : hrefOf(period),
    updatedAt: dates.reduce((latest, at) => (at > latest ? at : latest), period.from),
    items,
  };
}

/** The editor's words before the publisher's, marked as such. */
function withNote(item: FeedItem, editorial: Editorial | undefined): FeedItem {
  const note = editorial?.note;
  return note ? { ...item, html: `<p>${escapeText(note.text)} – <em>${escapeText(note.by)}, editor</em></p>${item.html}` } : item;
}

function lateItem(row: EditionRow, roots: ReadonlyMap<number, EditionRow>): FeedItem {
  const threadId = row.rootId ?? row.id;
  return itemOf(row, headlineOf(roots.get(threadId) ?? row).text, row.kind === 'post' ? 0 : null, threadId);
}

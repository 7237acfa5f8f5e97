import { flattenThread } from '../../feeds/threads.js';
import type { FirstRun, PageFrame } from '../pages/page.view.js';
import { webUrl } from '../pages/web-url.js';
import { countOf, excerptOf } from '../pages/words.js';
import { attachmentsOf, languageOf, nestHeadings, type Attachment } from './body.js';
import { headlineOf, type Headline } from './headline.js';
import { personKey, speakerOf, type Speaker } from './speaker.js';
import type { ThreadRow } from './thread.query.js';

/** Deeper replies keep their number in words and are drawn no further in: at 320 px there would be nothing left of the column. */
export const LEVEL_MAX = 6;

export interface MessageView {
  anchor: string;
  speaker: Speaker;
  at: Date;
  /** False where the publisher gives no date: `at` is when we first saw it. */
  isDated: boolean;
  html: string;
  language: string | null;
  /** Where the publisher shows it. */
  originalUrl: string | null;
  edits: number;
  editedAt: Date | null;
  goneAt: Date | null;
}

export interface CommentView extends MessageView {
  /** 1 for an answer to the post, 2 for an answer to that, and so on. */
  depth: number;
  /** Depth as drawn, at most `LEVEL_MAX`. */
  level: number;
  /** Whom it answers, where that is not simply the post. */
  answers: { anchor: string; name: string; /** How sure that is, of 100; null where nobody says. */ percent: number | null } | null;
  /** What it answers was read from its words, not given by the publisher. */
  isInferred: boolean;
  /** Signed with the name of the post's author; anybody can sign so. */
  isSignedAsAuthor: boolean;
}

export interface ThreadView {
  page: PageFrame;
  firstRun: FirstRun | null;
  post: MessageView & {
    headline: Headline;
    attachments: Attachment[];
    /** An answer to something that we do not have. */ isOrphan: boolean;
    parentUrl: string | null;
  };
  comments: CommentView[];
  people: number;
  firstAt: Date | null;
  lastAt: Date | null;
  /** How many comments the publisher counts, where those are more than we have. */
  publisherCount: number | null;
}

/** A thread for its page: the post, and the comments as a flat list with depth, each after what it answers. */
export function threadView(rows: readonly ThreadRow[], rootId: number, offersStarter: boolean): ThreadView {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const root = byId.get(rootId);
  if (!root) throw new Error(`Thread ${rootId} is without its post`);
  const nodes = rows.map((row) => ({ id: row.id, parentId: row.parentId, at: row.sortAt, position: row.position }));
  const comments = flattenThread(nodes, rootId).flatMap(({ node, depth, parentId }) => {
    const row = byId.get(node.id);
    return row === undefined || row === root ? [] : [commentView(row, depth, parentId === null ? undefined : byId.get(parentId), root)];
  });
  const headline = headlineOf(root);
  const times = rows.filter((row) => row !== root).map((row) => row.sortAt);
  return {
    page: frameOf(root, headline, comments.length),
    firstRun: { hasSample: rows.some((row) => row.isSample === 1), offersStarter },
    post: {
      ...messageView(root, 2),
      headline,
      attachments: attachmentsOf(root.enclosures, root.html),
      isOrphan: root.kind === 'comment',
      parentUrl: webUrl(root.parentUrl),
    },
    comments,
    people: new Set(rows.map(personKey).filter((key) => key !== null)).size,
    firstAt: times.length > 0 ? new Date(times.reduce((a, b) => Math.min(a, b))) : null,
    lastAt: times.length > 0 ? new Date(times.reduce((a, b) => Math.max(a, b))) : null,
    publisherCount: root.commentCount !== null && root.commentCount > comments.length ? root.commentCount : null,
  };
}

function frameOf(root: ThreadRow, headline: Headline, comments: number): PageFrame {
  const path = `/threads/${root.id}`;
  return {
    title: excerptOf(headline.text, 90),
    description: `${countOf(comments, 'comment', 'comments')} under a post by ${speakerOf(root).name}: ${excerptOf(root.text, 160)}`,
    path,
    feeds: [{ href: `${path}.atom`, type: 'application/atom+xml', title: 'This thread' }],
    standalone: false,
  };
}

function commentView(row: ThreadRow, depth: number, parent: ThreadRow | undefined, root: ThreadRow): CommentView {
  const answersPost = parent === undefined || parent.id === root.id;
  const answers = answersPost
    ? null
    : { anchor: anchorOf(parent.id), name: speakerOf(parent).name, percent: percentOf(row.replyConfidence) };
  const author = root.authorName?.trim().toLowerCase();
  return {
    ...messageView(row, 3),
    depth,
    level: Math.min(depth, LEVEL_MAX),
    answers,
    isInferred: row.replyBasis === 'inferred',
    isSignedAsAuthor: author !== undefined && author !== '' && row.authorName?.trim().toLowerCase() === author,
  };
}

function messageView(row: ThreadRow, headingsFrom: number): MessageView {
  return {
    anchor: anchorOf(row.id),
    speaker: speakerOf(row),
    at: new Date(row.sortAt),
    isDated: row.publishedAt !== null,
    html: nestHeadings(row.html, headingsFrom),
    language: languageOf(row.language),
    originalUrl: webUrl(row.url),
    edits: row.revisionCount,
    editedAt: row.revisionCount > 0 && row.updatedAt !== null ? new Date(row.updatedAt) : null,
    goneAt: row.goneAt === null ? null : new Date(row.goneAt),
  };
}

function percentOf(confidence: number | null): number | null {
  return confidence === null ? null : Math.round(confidence * 100);
}

export function anchorOf(id: number): string {
  return `post-${id}`;
}

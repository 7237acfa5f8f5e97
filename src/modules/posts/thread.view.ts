import type { FirstRun, PageFrame } from '../pages/page.view.js';
import { webUrl } from '../pages/web-url.js';
import { countOf, excerptOf, formatNumber } from '../pages/words.js';
import { attachmentsOf, languageOf, nestHeadings, type Attachment } from './body.js';
import { feedLinks } from './feed-response.js';
import { headlineOf, type Headline } from './headline.js';
import type { CopiesView } from './copies.view.js';
import type { LinkbacksView } from './linkback.view.js';
import { speakerOf, type Speaker } from './speaker.js';
import type { ThreadOrder } from './thread-orders.js';
import { anchorOf, COMMENTS_PER_PAGE, pageHref, pagesOf } from './thread-pages.js';
import type { MentionedRow, ThreadRow } from './thread.query.js';

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
  /** Where it says what it said before. */
  revisionsHref: string;
  /** How many coders judged it, and where it says what. */
  judgements: number;
  codesHref: string;
  goneAt: Date | null;
}

export interface CommentView extends MessageView {
  /** 1 for an answer to the post, 2 for an answer to that, and so on. */
  depth: number;
  /** Depth as drawn, at most `LEVEL_MAX`. */
  level: number;
  /** Whom it answers, where that is not simply the post. */
  answers: { href: string; name: string; /** How sure that is, of 100; null where nobody says. */ percent: number | null } | null;
  /** What it answers was read from its words, not given by the publisher. */
  isInferred: boolean;
  /** Signed with the name of the post's author; anybody can sign so. */
  isSignedAsAuthor: boolean;
}

/** Where one is in a thread that has more comments than a page. */
export interface PagingView {
  page: number;
  pages: number;
  /** The first and the last comment of this page, counted from 1. */
  from: number;
  to: number;
  firstHref: string;
  previousHref: string | null;
  nextHref: string | null;
}

export interface ThreadView {
  page: PageFrame;
  firstRun: FirstRun | null;
  post: MessageView & {
    headline: Headline;
    attachments: Attachment[];
    /** An answer to something that we do not have. */ isOrphan: boolean;
    parentUrl: string | null;
    /** Nobody has brought the post itself: its comments tell that it is there. */
    isStub: boolean;
  };
  /** Of all pages. */
  total: number;
  comments: CommentView[];
  paging: PagingView | null;
  /** The first page has the post itself, the others only its headline. */
  hasPost: boolean;
  people: number;
  firstAt: Date | null;
  lastAt: Date | null;
  /** How many comments the publisher counts, where those are more than we have. */
  publisherCount: number | null;
  elsewhere: Elsewhere | null;
  /** Other posts that say the same; null where there are none. */
  copies: (CopiesView & { conversationHref: string }) | null;
  /** Who is watched and mentioned on this page. */
  mentioned: { name: string; href: string }[];
  /** Pages on other sites that link to the post: nobody's words here, so they stand after the comments and are not counted among them. */
  linkbacks: LinkbacksView | null;
}

/** The conversation of which a thread is a part, where it reaches beyond its own site. */
export interface Elsewhere {
  href: string;
  sites: number;
}

export interface ThreadFacts {
  order: ThreadOrder;
  /** The post, the comments of this page, and what those answer. */
  rows: readonly ThreadRow[];
  /** From 1. */
  page: number;
  elsewhere: Elsewhere | null;
  copies: CopiesView | null;
  mentioned: readonly MentionedRow[];
  /** Many publishers count these among the comments. */
  linkbackCount: number;
  /** Null where there are none, and on all pages but the first. */
  linkbacks: LinkbacksView | null;
  offersStarter: boolean;
}

/** A thread for its page: the post, and the comments as a flat list with depth, each after what it answers. */
export function threadView(facts: ThreadFacts): ThreadView {
  const { order, rows, page } = facts;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const root = byId.get(order.threadId);
  if (!root) throw new Error(`Thread ${order.threadId} is without its post`);
  const total = order.ids.length;
  const first = (page - 1) * COMMENTS_PER_PAGE;
  const shown = order.ids.subarray(first, first + COMMENTS_PER_PAGE);
  const isShown = new Set(shown);
  const comments = [...shown].flatMap((id, index) => {
    const row = byId.get(id);
    const parent = byId.get(order.parents[first + index] ?? order.threadId);
    return row ? [commentView(row, order.depths[first + index] ?? 1, { parent, root, isShown })] : [];
  });
  const headline = headlineOf(root);
  return {
    page: frameOf(root, headline, total, page),
    firstRun: { hasSample: rows.some((row) => row.isSample === 1), offersStarter: facts.offersStarter },
    post: {
      ...messageView(root, 2),
      headline,
      attachments: attachmentsOf(root.enclosures, root.html),
      isOrphan: root.kind === 'comment',
      parentUrl: webUrl(root.parentUrl),
      isStub: root.isStub === 1,
    },
    total,
    comments,
    paging: pagingOf(order.threadId, page, total),
    hasPost: page === 1,
    people: order.people,
    firstAt: order.firstAt === null ? null : new Date(order.firstAt),
    lastAt: order.lastAt === null ? null : new Date(order.lastAt),
    publisherCount: root.commentCount !== null && root.commentCount > total + facts.linkbackCount ? root.commentCount : null,
    elsewhere: facts.elsewhere,
    copies: facts.copies && { ...facts.copies, conversationHref: `/conversations/${root.id}` },
    mentioned: facts.mentioned.map(({ slug, name }) => ({ name, href: `/entities/${slug}` })),
    linkbacks: facts.linkbacks,
  };
}

function pagingOf(threadId: number, page: number, total: number): PagingView | null {
  const pages = pagesOf(total);
  if (pages === 1) return null;
  return {
    page,
    pages,
    from: (page - 1) * COMMENTS_PER_PAGE + 1,
    to: Math.min(total, page * COMMENTS_PER_PAGE),
    firstHref: pageHref(threadId, 1),
    previousHref: page > 1 ? pageHref(threadId, page - 1) : null,
    nextHref: page < pages ? pageHref(threadId, page + 1) : null,
  };
}

function frameOf(root: ThreadRow, headline: Headline, comments: number, page: number): PageFrame {
  return {
    title: `${excerptOf(headline.text, 90)}${page > 1 ? `, page ${formatNumber(page)}` : ''}`,
    description: `${countOf(comments, 'comment', 'comments')} under a post by ${speakerOf(root).name}: ${excerptOf(root.text, 160)}`,
    path: pageHref(root.id, page),
    feeds: feedLinks(`/threads/${root.id}`, 'This thread'),
    standalone: false,
  };
}

interface CommentContext {
  parent: ThreadRow | undefined;
  root: ThreadRow;
  /** The comments of this page. */
  isShown: ReadonlySet<number>;
}

function commentView(row: ThreadRow, depth: number, { parent, root, isShown }: CommentContext): CommentView {
  const answersPost = parent === undefined || parent.id === root.id;
  const answers = answersPost
    ? null
    : {
        // One that stands on another page is found by its own address.
        href: isShown.has(parent.id) ? `#${anchorOf(parent.id)}` : `/threads/${parent.id}`,
        name: speakerOf(parent).name,
        percent: percentOf(row.replyConfidence),
      };
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
    revisionsHref: `/posts/${row.id}/revisions`,
    judgements: row.judgements,
    codesHref: `/posts/${row.id}/codes`,
    goneAt: row.goneAt === null ? null : new Date(row.goneAt),
  };
}

function percentOf(confidence: number | null): number | null {
  return confidence === null ? null : Math.round(confidence * 100);
}

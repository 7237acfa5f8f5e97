import type { PageFrame } from '../pages/page.view.js';
import type { WebmentionEntity, WebmentionState } from './webmention.entity.js';

const HEADLINES: Record<WebmentionState, string> = {
  waiting: 'Waiting to be read',
  accepted: 'Accepted',
  refused: 'Not accepted',
  gone: 'Gone',
};

/** The page for people who send a mention by hand. */
export interface SendView {
  page: PageFrame;
  firstRun: null;
  source: string;
  target: string;
  /** What was wrong with what they sent; null before they sent anything. */
  problem: string | null;
  example: string;
}

export function sendView(said: { source?: unknown; target?: unknown }, problem: string | null, baseUrl: string): SendView {
  return {
    page: frame('Tell us that you answered', 'How a page on another site becomes part of a thread here, by Webmention.', '/webmention'),
    firstRun: null,
    source: textOf(said.source),
    target: textOf(said.target),
    problem,
    example: `${baseUrl}/threads/1`,
  };
}

/** What became of a mention, for its sender. */
export interface StatusView {
  page: PageFrame;
  firstRun: null;
  headline: string;
  message: string;
  isWaiting: boolean;
  source: string;
  /** Null where nobody has verified the page: this site links to no stranger's page on his word alone. */
  sourceHref: string | null;
  target: string;
  targetHref: string;
  /** The form with these two addresses in it. */
  againHref: string;
  receivedAt: Date;
  checkedAt: Date | null;
  nextAt: Date | null;
}

export function statusView(row: WebmentionEntity): StatusView {
  return {
    page: { ...frame(`A mention from ${row.host}`, 'What became of a webmention.', `/webmention/${row.id}`) },
    firstRun: null,
    headline: HEADLINES[row.state],
    message: row.message ?? '',
    isWaiting: row.state === 'waiting',
    source: row.sourceUrl,
    sourceHref: row.state === 'accepted' ? row.sourceUrl : null,
    target: row.targetUrl,
    targetHref: `/threads/${row.postId}`,
    againHref: `/webmention?${new URLSearchParams({ source: row.sourceUrl, target: row.targetUrl }).toString()}`,
    receivedAt: row.receivedAt,
    checkedAt: row.checkedAt,
    nextAt: row.state === 'waiting' ? row.nextAt : null,
  };
}

/** The same for programs. */
export function statusJson({ sourceUrl, targetUrl, state, message, receivedAt, checkedAt, nextAt }: WebmentionEntity) {
  return { source: sourceUrl, target: targetUrl, state, message, receivedAt, checkedAt, nextAt };
}

function frame(title: string, description: string, path: string): PageFrame {
  return { title, description, path, feeds: [], standalone: false };
}

function textOf(said: unknown): string {
  return typeof said === 'string' ? said.slice(0, 2000) : '';
}

import type { PageFrame } from '../pages/page.view.js';
import type { FeedListEntity } from './feed-list.entity.js';
import type { ListReading } from './list-reading.js';

export interface ImportView {
  page: PageFrame;
  firstRun: null;
  problem: string | null;
}

export interface ListView {
  page: PageFrame;
  firstRun: null;
  id: string;
  name: string;
  isShown: boolean;
  isImporting: boolean;
  isImported: boolean;
  /** Somebody has asked for a page that looks by itself: unasked, it would take the place from under a reader's cursor or screen reader. */
  isFollowed: boolean;
  href: string;
  followHref: string;
  reading: ListReading;
  more: { refused: number; fresh: number };
  position: number;
  added: number;
  percent: number;
}

export function importView(problem: string | null): ImportView {
  return { page: frame('Bring in a list'), firstRun: null, problem };
}

export function listView(list: Omit<FeedListEntity, 'content'>, follow: boolean): ListView {
  const { id, name, state, reading, position, added } = list;
  const href = `/admin/feeds/import/${id}`;
  const title = { shown: 'What the list would bring', importing: 'The list is being brought in', imported: 'The list is in' }[state];
  return {
    page: frame(title),
    firstRun: null,
    id,
    name,
    isShown: state === 'shown',
    isImporting: state === 'importing',
    isImported: state === 'imported',
    isFollowed: follow && state === 'importing',
    href,
    followHref: `${href}?follow=yes`,
    reading,
    more: { refused: reading.refusedCount - reading.refused.length, fresh: reading.fresh - reading.examples.length },
    position,
    added,
    percent: Math.floor((100 * position) / reading.feeds),
  };
}

function frame(title: string): PageFrame {
  return { title, description: 'Bring in the feeds of an OPML list.', path: null, feeds: [], standalone: false };
}

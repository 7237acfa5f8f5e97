import { type PageFrame, privatePage } from './page.view.js';

/** A page that says one thing, and perhaps asks for one press of a button. */
export interface NoticeView {
  page: PageFrame;
  firstRun: null;
  kicker: string;
  title: string;
  heading: string;
  paragraphs: string[];
  /** Presses the same address. */
  button: string | null;
  way: { href: string; label: string } | null;
}

export function noticeView(
  kicker: string,
  title: string,
  heading: string,
  paragraphs: string[],
  more: Partial<Pick<NoticeView, 'button' | 'way'>> = {},
): NoticeView {
  return { page: privatePage(title, heading), firstRun: null, kicker, title, heading, paragraphs, button: null, way: null, ...more };
}

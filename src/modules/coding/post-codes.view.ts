import type { PageFrame } from '../pages/page.view.js';
import { excerptOf } from '../pages/words.js';
import { languageOf } from '../posts/body.js';
import { headlineOf, type Headline } from '../posts/headline.js';
import { type Speaker, speakerOf } from '../posts/speaker.js';
import type { ThreadRow } from '../posts/thread.query.js';
import type { JudgementRow } from './judgements.query.js';

interface JudgementView {
  at: Date;
  codes: { label: string; searchHref: string }[];
  note: string | null;
  /** The post said something else when it was judged. */
  isOfEarlierWords: boolean;
}

export interface PostCodesView {
  page: PageFrame;
  firstRun: null;
  id: number;
  speaker: Speaker;
  headline: Headline;
  excerpt: string;
  language: string | null;
  threadHref: string;
  revisionsHref: string;
  coders: { name: string; againHref: string; now: JudgementView; before: JudgementView[] }[];
}

const EXCERPT_CHARACTERS = 900;

/** @param editedAt when we saw edits of the post */
export function postCodesView(row: ThreadRow, judgements: readonly JudgementRow[], editedAt: readonly number[]): PostCodesView {
  const headline = headlineOf(row);
  const judgementView = ({ codedAt, codes, note }: JudgementRow): JudgementView => ({
    at: new Date(codedAt),
    codes: codes.map(({ slug, label }) => ({ label, searchHref: `/search?${new URLSearchParams({ q: `tag:${slug}` }).toString()}` })),
    note,
    isOfEarlierWords: editedAt.some((at) => at > codedAt),
  });
  return {
    page: {
      title: `Codes of ${excerptOf(headline.text, 80)}`,
      description: `What coders judged of a ${row.kind} by ${speakerOf(row).name}`,
      path: `/posts/${row.id}/codes`,
      feeds: [],
      standalone: false,
    },
    firstRun: null,
    id: row.id,
    speaker: speakerOf(row),
    headline,
    excerpt: headline.isQuote || row.goneAt !== null ? '' : excerptOf(row.text, EXCERPT_CHARACTERS),
    language: languageOf(row.language),
    threadHref: `/threads/${row.id}`,
    revisionsHref: `/posts/${row.id}/revisions`,
    coders: judgements
      .filter(({ supersededAt }) => supersededAt === null)
      .map((now) => ({
        name: now.coderName,
        againHref: `/coding?${new URLSearchParams({ coder: now.coderName, post: String(row.id) }).toString()}`,
        now: judgementView(now),
        before: judgements.filter(({ coderKey, supersededAt }) => coderKey === now.coderKey && supersededAt !== null).map(judgementView),
      })),
  };
}

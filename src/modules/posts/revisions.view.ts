import { diffWords } from '../../feeds/diff.js';
import type { FirstRun, PageFrame } from '../pages/page.view.js';
import { countOf, excerptOf } from '../pages/words.js';
import { languageOf } from './body.js';
import { headlineOf, type Headline } from './headline.js';
import type { RevisionRow } from './revisions.query.js';
import { speakerOf, type Speaker } from './speaker.js';
import type { ThreadRow } from './thread.query.js';

/** Of a passage that did not change so much is shown at each end. */
const CONTEXT_CHARACTERS = 240;

/** A run of words; `skipped` says how many words of it are left out, where nothing changed for long. */
export interface RunView {
  isAdded: boolean;
  isRemoved: boolean;
  text: string;
  skipped: number;
}

export interface EditView {
  /** When we saw it. */
  seenAt: Date;
  /** When it was made, as the publisher says. */
  madeAt: Date | null;
  /** Null where the title stayed. */
  title: RunView[] | null;
  /** Null where the words stayed. */
  words: RunView[] | null;
}

export interface RevisionsView {
  page: PageFrame;
  firstRun: FirstRun | null;
  isComment: boolean;
  headline: Headline;
  speaker: Speaker;
  language: string | null;
  threadHref: string;
  publishedAt: Date | null;
  seenAt: Date;
  goneAt: Date | null;
  /** All there were; `shown` may hold the newest of them only. */
  edits: number;
  shown: EditView[];
}

/** What a post said before each edit, newest first: each edit as the difference that it made. */
export function revisionsView(post: ThreadRow, revisions: readonly RevisionRow[], offersStarter: boolean): RevisionsView {
  const headline = headlineOf(post);
  const edits = Math.max(post.revisionCount, revisions.length);
  return {
    page: {
      title: `What changed in ${excerptOf(headline.text, 80)}`,
      description: `${countOf(edits, 'edit', 'edits')} of a ${post.kind} by ${speakerOf(post).name}, word by word`,
      path: `/posts/${post.id}/revisions`,
      feeds: [],
      standalone: false,
    },
    firstRun: { hasSample: post.isSample === 1, offersStarter },
    isComment: post.kind === 'comment',
    headline,
    speaker: speakerOf(post),
    language: languageOf(post.language),
    threadHref: `/threads/${post.id}`,
    publishedAt: instantOf(post.publishedAt),
    seenAt: new Date(post.seenAt),
    goneAt: instantOf(post.goneAt),
    edits,
    shown: revisions.map((before, index) => editView(before, revisions[index - 1] ?? post)),
  };
}

interface Version {
  title: string | null;
  text: string;
  updatedAt: number | null;
}

function editView(before: RevisionRow, after: Version): EditView {
  return {
    seenAt: new Date(before.replacedAt),
    // A publisher that gives the same date for both versions has not dated the edit.
    madeAt: after.updatedAt === before.updatedAt ? null : instantOf(after.updatedAt),
    title: before.title === after.title ? null : runsOf(before.title ?? '', after.title ?? ''),
    words: before.text === after.text ? null : runsOf(before.text, after.text),
  };
}

function runsOf(before: string, after: string): RunView[] {
  const changes = diffWords(before, after);
  return changes.flatMap(({ kind, text }, index) => {
    if (kind !== 'same') return [{ isAdded: kind === 'added', isRemoved: kind === 'removed', text, skipped: 0 }];
    return shortened(text, index === 0, index === changes.length - 1);
  });
}

/** An unchanged passage with its middle left out, or at the ends of the text what is far from any change. */
function shortened(text: string, isFirst: boolean, isLast: boolean): RunView[] {
  const run = (part: string, skipped = 0): RunView => ({ isAdded: false, isRemoved: false, text: part, skipped });
  const head = isFirst ? '' : text.slice(0, CONTEXT_CHARACTERS).replace(/\S*$/, '');
  const tail = isLast ? '' : text.slice(-CONTEXT_CHARACTERS).replace(/^\S*/, '');
  const skipped = text.slice(head.length, text.length - tail.length);
  // Leaving out a line or two would save nobody anything.
  if (skipped.length <= CONTEXT_CHARACTERS) return [run(text)];
  return [run(head), run('', skipped.trim().split(/\s+/).length), run(tail)].filter((each) => each.text !== '' || each.skipped > 0);
}

function instantOf(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}

import type { SectionsView } from '../digests/sections.view.js';

/** The first of a list, and how many more the whole edition has. */
interface Cut<Line> {
  lines: Line[];
  more: number;
}

type LineOf<List> = List extends { lines: (infer Line)[] } | null ? Line : never;
type QuestionLine = SectionsView['questions']['newest'][number];

/** What an edition says besides its conversations, as far as a mail has room. What has nothing to tell is null. */
export interface LetterSectionsView {
  talkedAbout: Cut<LineOf<SectionsView['talkedAbout']>> | null;
  answering: (Cut<LineOf<SectionsView['answering']>> & { unread: string[] }) | null;
  questions: { total: number; newest: QuestionLine[]; oldest: QuestionLine[] } | null;
  edited: (Cut<LineOf<SectionsView['edited']>> & { told: string }) | null;
  removed: { told: string } | null;
  unread: (Cut<LineOf<SectionsView['unread']>> & { incomplete: string | null }) | null;
}

/** @param most lines of each list; with none, the sections are left to the whole edition */
export function letterSectionsView(sections: SectionsView | null, most: number): LetterSectionsView | null {
  if (!sections || most === 0) return null;
  const { talkedAbout, answering, questions, edited, removed, unread } = sections;
  return {
    talkedAbout: orNull(cut(talkedAbout.lines, most, talkedAbout.more)),
    answering: answering && { ...cut(answering.lines, most), unread: answering.unread.slice(0, most).map(({ title }) => title) },
    questions:
      questions.total === 0
        ? null
        : { total: questions.total, newest: questions.newest.slice(0, most), oldest: questions.oldest.slice(0, Math.ceil(most / 2)) },
    edited: edited && { told: edited.told, ...cut(edited.lines, most) },
    removed: removed && { told: removed.told },
    unread: unread.isEmpty ? null : { ...cut(unread.lines, most, unread.more), incomplete: unread.incomplete },
  };
}

function cut<Line>(lines: readonly Line[], most: number, more = 0): Cut<Line> {
  return { lines: lines.slice(0, most), more: more + Math.max(0, lines.length - most) };
}

function orNull<Line>(list: Cut<Line>): Cut<Line> | null {
  return list.lines.length === 0 ? null : list;
}

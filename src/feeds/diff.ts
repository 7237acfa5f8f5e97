/** What an edit changed, word by word. */
import { diffWordsWithSpace } from 'diff';

/** A run of a text that both versions have, or only the later (`added`) or the earlier (`removed`). */
export interface Change {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** More words than this come and go only where a text was written anew; finding the shortest way between the two would cost the square of it. */
const CHANGES_MAX = 1000;

/**
 * The difference between two versions of a plain text.
 *
 * In: the earlier and the later version. Out: runs in reading order, none empty, no two neighbours of one kind. The runs that are not
 * `added` give the earlier version, those that are not `removed` the later, to the last space. Where more than a thousand words differ,
 * all between the common beginning and end is removed and added as one. Never throws; the same texts give the same runs.
 */
export function diffWords(before: string, after: string): Change[] {
  const head = commonHead(before, after);
  const tail = commonTail(before.slice(head), after.slice(head));
  const [earlier, later] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const middle = wordsBetween(earlier, later);
  return joined([{ kind: 'same', text: before.slice(0, head) }, ...middle, { kind: 'same', text: before.slice(before.length - tail) }]);
}

function wordsBetween(earlier: string, later: string): Change[] {
  const whole: Change[] = [
    { kind: 'removed', text: earlier },
    { kind: 'added', text: later },
  ];
  if (earlier === '' || later === '') return whole;
  return (
    diffWordsWithSpace(earlier, later, { maxEditLength: CHANGES_MAX })?.map(({ value, added, removed }): Change => ({
      kind: added ? 'added' : removed ? 'removed' : 'same',
      text: value,
    })) ?? whole
  );
}

/** How much the texts have in common at the beginning, up to where a word begins: a word that differs in its ending differs as a whole. */
function commonHead(before: string, after: string): number {
  let length = 0;
  while (length < before.length && length < after.length && before[length] === after[length]) length++;
  if (length === before.length && length === after.length) return length;
  while (length > 0 && !isSpace(before[length - 1])) length--;
  return length;
}

function commonTail(before: string, after: string): number {
  let length = 0;
  while (length < before.length && length < after.length && before.at(-1 - length) === after.at(-1 - length)) length++;
  while (length > 0 && !isSpace(before[before.length - length])) length--;
  return length;
}

function isSpace(sign: string | undefined): boolean {
  return sign === ' ' || sign === '\n' || sign === '\t';
}

function joined(changes: readonly Change[]): Change[] {
  const runs: Change[] = [];
  for (const { kind, text } of changes) {
    const last = runs.at(-1);
    if (text === '') continue;
    if (last?.kind === kind) last.text += text;
    else runs.push({ kind, text });
  }
  return runs;
}

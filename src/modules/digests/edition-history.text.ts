import { formatInstant } from '../pages/instants.js';
import type { HistoryEntry } from './edition-history.view.js';

/** What was done to an edition, an act a paragraph. */
export function historyText(entries: readonly HistoryEntry[], zone: string): string {
  if (entries.length === 0) return 'Nobody has edited this edition.\n';
  return entries.map((entry) => `${linesOf(entry, zone).join('\n')}\n`).join('\n');
}

function linesOf({ id, by, at, what, story, text, undone, isReplaced }: HistoryEntry, zone: string): string[] {
  return [
    `${id}  ${formatInstant(at, 'moment', zone)}  ${by} ${what} ${story.headline}`,
    ...(text === null ? [] : [`    ${text}`]),
    ...(undone ? [`    ${undone.by} undid it, ${formatInstant(undone.at, 'moment', zone)}.`] : []),
    ...(isReplaced ? ['    Something later holds in its stead.'] : []),
  ];
}

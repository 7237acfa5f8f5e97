import { formatInstant } from '../pages/instants.js';
import { countOf, wordFor } from '../pages/words.js';
import { markOf } from '../sources/affiliation.view.js';
import type { AffiliationEntity } from './affiliation.entity.js';
import type { AffiliationRow, SetResult, WantedAffiliation } from './affiliations.js';

/** What came of setting an affiliation, in a sentence that says what to do where something is to be done. */
export function setText(result: SetResult, wanted: WantedAffiliation, zone: string): string {
  switch (result.result) {
    case 'set': {
      const voice = wanted.author === null ? result.source : `${wanted.author} in ${result.source}`;
      return `${voice}: ${markOf(wanted.affiliation).label.toLowerCase()}, ${timeText(wanted, zone)} (number ${result.id}).`;
    }
    case 'no-source':
      return `There is no source called ${result.source}. See which there are: hustings feeds list`;
    case 'several-sources':
      return `Several sources have this title. Name one by its place in addresses: ${result.slugs.join(', ')}`;
    case 'no-time':
      return '--until is the first day on which it no longer holds, and must come after --from.';
    case 'overlaps':
      return `${overlapText(result.overlaps, zone)} Give other dates, or remove it: hustings affiliations remove NUMBER`;
  }
}

/** What stands in the way of a period. */
export function overlapText(overlaps: readonly AffiliationEntity[], zone: string): string {
  return `A voice is one thing at a time, and there is already: ${overlaps.map((row) => `${periodText(row, zone)} (number ${row.id})`).join('; ')}.`;
}

export function listText(rows: readonly AffiliationRow[], zone: string): string {
  if (rows.length === 0) return 'No affiliation has dates yet. Set one: hustings affiliations set SOURCE AFFILIATION --from 2010-05-11\n';
  return rows
    .map((row) => {
      const voice = row.authorName === null ? row.title : `${row.authorName} in ${row.title}`;
      const evidence = [row.evidenceUrl, row.note].filter((said) => said !== null);
      return `${row.id}  ${voice}: ${periodText(row, zone)}\n${evidence.map((said) => `    ${said}\n`).join('')}`;
    })
    .join('');
}

/** How many messages were looked at again; nothing where none waited. */
export function refreshedText(messages: number): string {
  return messages === 0
    ? ''
    : `${countOf(messages, 'stored message', 'stored messages')} looked at again for ${wordFor(messages, 'its', 'their')} voice.\n`;
}

/** `civil service, from 1 April 2008`. */
export function periodText(row: AffiliationEntity, zone: string): string {
  return `${markOf(row.affiliation).label.toLowerCase()}, ${timeText(row, zone)}`;
}

function timeText({ fromAt, untilAt }: { fromAt: Date | null; untilAt: Date | null }, zone: string): string {
  const from = fromAt && `from ${formatInstant(fromAt, 'day', zone)}`;
  const until = untilAt && `until ${formatInstant(untilAt, 'day', zone)}`;
  return [from, until].filter((said) => said !== null).join(' ') || 'at all times';
}

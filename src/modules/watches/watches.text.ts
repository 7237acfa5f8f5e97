import { formatInstant } from '../pages/instants.js';
import { countOf } from '../pages/words.js';
import { instantOfPlace } from '../search/place.js';
import { printError } from '../search/query-printer.js';
import type { SavedSearchEntity } from './saved-search.entity.js';
import type { Saved } from './saved-searches.service.js';
import { countText, progressText } from './watches.view.js';

/** A saved search, and all that it found. */
export interface ListedWatch {
  row: SavedSearchEntity;
  found: number;
}

/** For `--json`. Scripts hold on to these names. */
export function watchOutput({ row, found }: ListedWatch) {
  const { slug, name, query, note, isWatched, createdAt, updatedAt, rematchBeforePlace } = row;
  const isWaiting = rematchBeforePlace === Number.MAX_SAFE_INTEGER;
  return {
    slug,
    name,
    query,
    note,
    isWatched: isWatched === 1,
    found,
    isComplete: rematchBeforePlace === null,
    lookedBackTo: rematchBeforePlace === null || isWaiting ? null : new Date(instantOfPlace(rematchBeforePlace)),
    createdAt,
    updatedAt,
  };
}

export function watchListText(watches: readonly ListedWatch[], zone: string): string {
  if (watches.length === 0) return 'Nothing is watched yet. Add a watch with: hustings watches add NAME QUERY\n';
  const width = Math.min(48, Math.max(...watches.map(({ row }) => row.slug.length)));
  const lines = watches.map(({ row, found }) => {
    const count = row.isWatched === 1 ? countOf(found, 'message', 'messages') : 'not watched';
    const progress = progressText(row, zone);
    return `${row.slug.padEnd(width)}  ${count}: ${row.query}${progress === null ? '' : `\n${' '.repeat(width)}  ${progress}`}\n`;
  });
  return `${lines.join('')}\n${countOf(watches.length, 'saved search', 'saved searches')}.\n`;
}

export function watchText({ row, found }: ListedWatch, words: string | null, baseUrl: string, zone: string): string {
  const at = (instant: Date) => formatInstant(instant, 'moment', zone);
  const lines = [
    `${row.name} (${row.slug})`,
    `  ${row.query}`,
    ...(words === null ? [] : [`  That is: ${words}.`]),
    ...(row.note === null ? [] : [`  Note: ${row.note}`]),
    `  Saved ${at(row.createdAt)}, changed ${at(row.updatedAt)}.`,
    row.isWatched === 1 ? `  ${countOf(found, 'message', 'messages')} found: ${baseUrl}/watches/${row.slug}` : '  It is not watched.',
  ];
  const progress = progressText(row, zone);
  return [...lines, ...(progress === null ? [] : [`  ${progress}`])].map((line) => `${line}\n`).join('');
}

/** What came of saving one, and whether that is what was wanted. */
export function savedText(name: string, query: string, isWatched: boolean, saved: Saved): { text: string; isSaved: boolean } {
  switch (saved.result) {
    case 'unreadable':
      return { text: printError(query, saved.error), isSaved: false };
    case 'taken':
      return { text: `There is a saved search of the name ${name}.\n`, isSaved: false };
    case 'too-broad':
      return {
        text: `${name} was not saved: a watch is for less than a fifth of all messages. ${countText(saved.count)} Add --anyway to watch it all the same.\n`,
        isSaved: false,
      };
    case 'previewed':
      return { text: `${name} would be saved. ${countText(saved.count)}\n`, isSaved: true };
    case 'unchanged':
      return { text: `${name} is as it was. ${countText(saved.count)}\n`, isSaved: true };
    case 'added':
    case 'changed':
      return { text: `${name} was ${saved.result}. ${countText(saved.count)}\n${isWatched ? NEXT : ''}`, isSaved: true };
  }
}

const NEXT = 'The server looks through what is stored for it by itself; to do it now: hustings watches rematch\n';

/** Who is who among the entries of a document, from poll to poll. */
import { hash } from 'node:crypto';
import type { Entry, Warning } from './types.js';

/** Ids that name nothing: what broken templates print where an id should stand. */
const EMPTY_ID = /^(?:urn:uuid:|tag:|guid|null|none|undefined|0)?$/i;

/** Short fingerprint of some words; equal for equal words, and for no others that anyone will meet. */
export function fingerprint(...words: (string | number | null | undefined)[]): string {
  return hash('sha1', words.join('\0'), 'base64url');
}

/**
 * Fingerprint of an entry as published, before any cleaning: an equal one was read before and need not be read again.
 *
 * In: an entry. Out: 27 characters. Changes with every field, the number of comments included, but not with likes, shares and views: these
 * move while nothing is said.
 */
export function entryHash(entry: Entry): string {
  return hash('sha1', JSON.stringify(entry.reactions ? { ...entry, reactions: undefined } : entry), 'base64url');
}

export interface Identities {
  /** For each entry, in order: its guid. One that repeats an earlier entry in every field has the same. */
  guids: string[];
  warnings: Warning[];
}

/**
 * The guid of each entry of a document.
 *
 * In: the entries and their {@link entryHash}es. Out: the entry's id; without one, its link; without both, a fingerprint of title, date and
 * body. Where several entries share a guid (a template that prints one id for all, or a feed where all link to the home page), each gets a
 * suffix made of its own link, title and date, so that neither their order nor a new neighbour changes it. Warns once for each fault.
 */
export function identify(entries: readonly Entry[], hashes: readonly string[]): Identities {
  const bases = entries.map(baseGuid);
  const groups = new Map<string, Map<string, number>>();
  const firsts = entries.map((_, index) => {
    const base = bases[index] ?? '';
    const group = groups.get(base) ?? new Map<string, number>();
    const first = group.get(hashes[index] ?? '') ?? index;
    groups.set(base, group.set(hashes[index] ?? '', first));
    return first;
  });
  const guids = [...bases];
  const repeated = [...groups.values()].filter((group) => group.size > 1);
  for (const group of repeated) makeDistinct([...group.values()], entries, guids);
  return { guids: firsts.map((first) => guids[first] ?? ''), warnings: warn(entries, repeated) };
}

function baseGuid(entry: Entry): string {
  const id = entry.id?.trim() ?? '';
  if (!EMPTY_ID.test(id)) return id;
  return entry.link ?? `hash:${fingerprint(entry.title?.value, entry.publishedAt?.toISOString(), (entry.content ?? entry.summary)?.value)}`;
}

function makeDistinct(places: number[], entries: readonly Entry[], guids: string[]): void {
  const taken = new Set<string>();
  for (const place of places) {
    const entry = entries[place];
    const { link, title, publishedAt } = entry ?? {};
    let guid = `${guids[place] ?? ''} ~${fingerprint(link, title?.value, publishedAt?.toISOString()).slice(0, 12)}`;
    // Two versions of one entry in one document: only the body tells them apart.
    if (taken.has(guid)) guid += fingerprint((entry?.content ?? entry?.summary)?.value, place).slice(0, 12);
    taken.add(guid);
    guids[place] = guid;
  }
}

function warn(entries: readonly Entry[], repeated: ReadonlyMap<string, number>[]): Warning[] {
  const nameless = entries.filter((entry) => EMPTY_ID.test(entry.id?.trim() ?? ''));
  const withoutLink = nameless.filter((entry) => entry.link === null).length;
  const sharing = repeated.reduce((sum, group) => sum + group.size, 0);
  const warnings: Warning[] = [];
  if (nameless.length > 0) {
    const rest = withoutLink > 0 ? ` ${withoutLink} of them have no link either, and are known by their words.` : '';
    warnings.push({
      code: 'guid-missing',
      message: `${nameless.length} of ${entries.length} entries have no id; their links stand in for it.${rest}`,
    });
  }
  if (sharing > 0) {
    warnings.push({
      code: 'guid-repeated',
      message: `${sharing} entries share their ids with others; they are told apart by link, title and date.`,
    });
  }
  return warnings;
}

import { type Affiliation, AFFILIATIONS } from '../sources/source.entity.js';

/** One part of a count: what a voice of one kind has of it. */
export interface Part<Item> {
  affiliation: Affiliation;
  items: Item[];
}

/** The same of all that is said: `voice` is null for readers, who speak for nobody. */
export interface VoicePart<Item> {
  voice: Affiliation | null;
  items: Item[];
}

/**
 * Parts any list by whose voice it is, in the order of the affiliations, without those that have none of it. Civil service and party are never
 * mixed in one number: what counts messages of several voices counts them through this. What a newer version stored is not known here, and is not lost.
 */
export function splitByAffiliation<Item>(items: readonly Item[], affiliationOf: (item: Item) => Affiliation): Part<Item>[] {
  const parts = new Map<Affiliation, Item[]>(AFFILIATIONS.map((affiliation) => [affiliation, []]));
  for (const item of items) (parts.get(affiliationOf(item)) ?? parts.get('unknown'))?.push(item);
  return [...parts].flatMap(([affiliation, own]) => (own.length > 0 ? [{ affiliation, items: own }] : []));
}

/** The same for all that is said, readers' comments last. */
export function splitByVoice<Item>(items: readonly Item[], voiceOf: (item: Item) => Affiliation | null): VoicePart<Item>[] {
  const readers = items.filter((item) => voiceOf(item) === null);
  const spoken = items.filter((item) => voiceOf(item) !== null);
  return [
    ...splitByAffiliation(spoken, (item) => voiceOf(item) ?? 'unknown').map(({ affiliation, items: own }) => ({
      voice: affiliation,
      items: own,
    })),
    ...(readers.length > 0 ? [{ voice: null, items: readers }] : []),
  ];
}

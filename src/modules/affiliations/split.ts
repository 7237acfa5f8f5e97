import { type Affiliation, AFFILIATIONS } from '../sources/source.entity.js';

/** One part of a count: what a voice of one kind has of it. */
export interface Part<Item> {
  affiliation: Affiliation;
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

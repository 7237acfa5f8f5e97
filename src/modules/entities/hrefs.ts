import type { VolumeKey } from '../engagement/portrait.js';
import { markOf } from '../sources/affiliation.view.js';
import type { Affiliation } from '../sources/source.entity.js';

/** What of an entity is shown: its place in addresses. */
export interface Shown {
  period: string;
  /** Of which of its voices the figures are, where it has several. */
  voice: Affiliation | null;
}

export function hrefOfEntity(slug: string, shown: Shown): string {
  return `/entities/${slug}?${parametersOf(shown)}`;
}

export function hrefOfMentions(slug: string, { list, ...shown }: Shown & { list: string }): string {
  return `/entities/${slug}/posts?${new URLSearchParams({ list }).toString()}&${parametersOf(shown)}`;
}

/** Whose voice mentions somebody. */
export function labelOf(key: VolumeKey): string {
  return key === 'others' ? 'Readers, in comments' : markOf(key).label;
}

function parametersOf({ period, voice }: Shown): string {
  return new URLSearchParams({ period, ...(voice === null ? {} : { voice }) }).toString();
}

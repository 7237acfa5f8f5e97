import type { VolumeKey } from '../engagement/portrait.js';

/** Which matches of a watch a page lists: between two days (`2008-04-03`) or instants, without the second. */
export interface Listed {
  voice: VolumeKey | null;
  from: string | null;
  until: string | null;
  beforePlace: number | null;
}

export function hrefOfWatch(slug: string): string {
  return `/watches/${slug}`;
}

export function hrefOfMatches(slug: string, { voice, from, until, beforePlace }: Listed): string {
  const parameters = new URLSearchParams();
  if (voice !== null) parameters.set('voice', voice);
  if (from !== null) parameters.set('from', from);
  if (until !== null) parameters.set('until', until);
  if (beforePlace !== null) parameters.set('before', String(beforePlace));
  const asked = parameters.toString();
  return `${hrefOfWatch(slug)}/posts${asked === '' ? '' : `?${asked}`}`;
}

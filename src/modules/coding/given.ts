import { AFFILIATIONS } from '../sources/source.entity.js';
import type { GivenRow } from './judgements.query.js';

/** How many posts bear a code, and by whose voice: in the order of voices, readers last. */
export function givenOf(codeId: number, given: readonly GivenRow[]): { posts: number; rows: GivenRow[] } {
  const place = ({ voice }: GivenRow) => (voice === null ? AFFILIATIONS.length : AFFILIATIONS.indexOf(voice));
  const rows = given.filter((row) => row.codeId === codeId).sort((a, b) => place(a) - place(b));
  return { posts: rows.reduce((sum, row) => sum + row.posts, 0), rows };
}

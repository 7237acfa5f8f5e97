import { isOneOf, run } from '../database/bulk.js';
import type { Database } from '../database/database.js';
import type { ExportedPost } from './exported-post.js';

export type Coded = Pick<ExportedPost, 'coders' | 'codes' | 'notes'>;

export const NOT_CODED: Coded = { coders: [], codes: [], notes: [] };

/** What coders judge of posts at present, in the order in which they did. */
export async function codingsOf({ manager }: Database, ids: readonly number[]): Promise<Map<number, Coded>> {
  const rows = (await run(
    manager,
    `SELECT c.id, c.post_id AS "postId", c.coder_name AS coder, c.note, k.slug AS code
       FROM coding c
       LEFT JOIN coding_code g ON g.coding_id = c.id
       LEFT JOIN code k ON k.id = g.code_id
      WHERE ${isOneOf(manager, 'c.post_id')} AND c.superseded_at IS NULL
      ORDER BY c.id, k.position, k.id`,
    [ids],
  )) as { id: number; postId: number; coder: string; note: string | null; code: string | null }[];
  const coded = new Map<number, Coded>();
  for (const [index, { id, postId, coder, note, code }] of rows.entries()) {
    const own = coded.get(postId) ?? { coders: [], codes: [], notes: [] };
    if (rows[index - 1]?.id !== id) {
      own.coders.push(coder);
      if (note !== null) own.notes.push({ coder, text: note });
    }
    if (code !== null) own.codes.push({ code, coder });
    coded.set(postId, own);
  }
  return coded;
}

import type { Database } from '../../src/modules/database/database.js';
import type { ExportedPost } from '../../src/modules/posts/exported-post.js';
import { readExported } from '../../src/modules/posts/exported.query.js';
import { everyPost } from '../../src/modules/exports/selection.js';

/** All posts of a store, as `export` has them. */
export async function allExported(database: Database): Promise<ExportedPost[]> {
  const bounds = { since: null, until: null, throughId: 2 ** 31 - 1 };
  const posts: ExportedPost[] = [];
  for await (const page of readExported(database, everyPost(database, bounds))) posts.push(...page);
  return posts;
}

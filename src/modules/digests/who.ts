/**
 * Who speaks, for counting, in a query of `post p` and its `feed f`: an author's name, or the source where it speaks itself (see `speaker.ts`).
 * An unsigned comment counts nobody.
 */
export const WHO = `LOWER(COALESCE(p.author_name, CASE WHEN p.is_stub = 0 AND (p.kind = 'post' OR f.role = 'posts') THEN 'source:' || p.source_id END))`;

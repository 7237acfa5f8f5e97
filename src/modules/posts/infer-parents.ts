import { type EntityManager, In } from 'typeorm';
import { type Inference, inferReplies, SHOWN_CONFIDENCE } from '../../feeds/infer.js';
import type { ReplyBasis } from '../../feeds/types.js';
import { PostEntity } from './post.entity.js';

/** Longer threads than this are read by nobody as a tree, and would hold up the write. */
const THREAD_MAX = 3000;

type Row = Pick<
  PostEntity,
  | 'id'
  | 'sourceId'
  | 'kind'
  | 'authorName'
  | 'text'
  | 'html'
  | 'publishedAt'
  | 'sortAt'
  | 'position'
  | 'parentId'
  | 'rootId'
  | 'replyBasis'
  | 'replyConfidence'
>;

const COLUMNS = {
  id: true,
  sourceId: true,
  kind: true,
  authorName: true,
  text: true,
  html: true,
  publishedAt: true,
  sortAt: true,
  position: true,
  parentId: true,
  rootId: true,
  replyBasis: true,
  replyConfidence: true,
} as const;

/**
 * Where a thread tells of no reply among its comments, their words may: who is quoted, who is addressed. What is inferred so is marked with its
 * confidence, is drawn differently, and gives way to anything that the publisher says. Below the confidence that pages show, nothing is stored.
 */
export async function inferParents(manager: EntityManager, rootIds: readonly number[]): Promise<void> {
  for (const rootId of new Set(rootIds)) {
    if ((await manager.countBy(PostEntity, { rootId })) > THREAD_MAX) continue;
    const rows = await manager.find(PostEntity, {
      select: COLUMNS,
      where: [{ id: rootId }, { rootId }],
      order: { sortAt: 'ASC', position: 'ASC', id: 'ASC' },
    });
    const post = rows.find(({ id }) => id === rootId);
    const comments = rows.filter(({ id }) => id !== rootId);
    // A publisher that shows some replies shows them all: the rest were written under the post, whomever they name. What came from another site
    // says nothing of that.
    if (!post || comments.some((row) => row.sourceId === post.sourceId && isPublished(row, rootId))) continue;
    await apply(manager, comments, rootId, inferReplies(comments.map(candidate), post));
  }
}

function isPublished({ parentId, replyBasis }: Row, rootId: number): boolean {
  return parentId !== rootId && (replyBasis === 'explicit' || replyBasis === 'markup');
}

function candidate({ id, authorName, text, html, publishedAt, position }: Row) {
  return { id: String(id), authorName, text, html, publishedAt, position };
}

async function apply(manager: EntityManager, comments: Row[], rootId: number, inferences: Inference[]): Promise<void> {
  const shown = new Map(
    inferences.filter(({ confidence }) => confidence >= SHOWN_CONFIDENCE).map((inference) => [Number(inference.id), inference]),
  );
  const withdrawn: number[] = [];
  for (const row of comments) {
    if (row.replyBasis !== 'feed' && row.replyBasis !== 'inferred') continue;
    const inference = shown.get(row.id);
    if (!inference) {
      if (row.replyBasis === 'inferred') withdrawn.push(row.id);
    } else if (row.parentId !== Number(inference.parentId) || row.replyConfidence !== inference.confidence) {
      const basis: ReplyBasis = 'inferred';
      await manager.update(PostEntity, row.id, {
        parentId: Number(inference.parentId),
        replyBasis: basis,
        replyConfidence: inference.confidence,
      });
    }
  }
  // What was inferred before a late comment came, and no longer is, goes back to its post.
  if (withdrawn.length > 0)
    await manager.update(PostEntity, { id: In(withdrawn) }, { parentId: rootId, replyBasis: 'feed', replyConfidence: null });
}

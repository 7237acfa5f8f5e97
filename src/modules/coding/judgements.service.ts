import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { insertMany, isOneOf, isPostgres, run, selectMany } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { PostEntity } from '../posts/post.entity.js';
import { CodeEntity } from './code.entity.js';
import { CodingCodeEntity } from './coding-code.entity.js';
import { CodingEntity } from './coding.entity.js';
import type { JudgementDraft } from './judgement.form.js';

/** What came of one judgement. */
export interface JudgementReport {
  postId: number;
  coder: string;
  result: 'added' | 'changed' | 'unchanged' | 'refused';
  /** What is wrong with it, where it was refused. */
  problems: string[];
}

/** What holds at present of a post for a coder. */
interface Standing {
  coding: CodingEntity;
  codeIds: Set<number>;
}

/** What a judgement is stored against. */
interface Known {
  codes: ReadonlyMap<string, CodeEntity>;
  postIds: ReadonlySet<number>;
  /** By post and coder. */
  standing: ReadonlyMap<string, Standing>;
}

/** What coders say of posts. A judgement that changes keeps what it was. */
@Injectable()
export class JudgementsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Stores judgements, of which no two are of one post by one coder. One that is refused leaves the others alone, unless it is all or nothing. */
  judge(drafts: readonly JudgementDraft[], { allOrNothing = false } = {}): Promise<{ reports: JudgementReport[]; isStored: boolean }> {
    return this.database.write(async (manager) => {
      // Two at once by one coder on one post stand in line, as all writes do on SQLite.
      if (isPostgres(manager)) await manager.query(`SELECT pg_advisory_xact_lock(hashtext('hustings coding'))`);
      const known = await knownOf(manager, drafts);
      const reports = drafts.map((draft) => reportOf(draft, known));
      if (allOrNothing && reports.some(({ result }) => result === 'refused')) return { reports, isStored: false };
      const stored = drafts.filter((_, index) => ['added', 'changed'].includes(reports[index]!.result));
      await store(manager, stored, known, this.clock.now());
      return { reports, isStored: stored.length > 0 };
    });
  }
}

async function knownOf(manager: EntityManager, drafts: readonly JudgementDraft[]): Promise<Known> {
  const ids = [...new Set(drafts.map(({ postId }) => postId))];
  const codes = await manager.find(CodeEntity);
  const posts = await selectMany(manager, PostEntity, `${isOneOf(manager, 'id')} AND is_stub = 0`, [ids], ['id']);
  const codings = await selectMany(manager, CodingEntity, `${isOneOf(manager, 'post_id')} AND superseded_at IS NULL`, [ids]);
  const given = await selectMany(manager, CodingCodeEntity, isOneOf(manager, 'coding_id'), [codings.map(({ id }) => id)]);
  const codeIds = new Map(codings.map(({ id }) => [id, new Set<number>()]));
  for (const { codingId, codeId } of given) codeIds.get(codingId)?.add(codeId);
  return {
    codes: new Map(codes.map((code) => [code.slug, code])),
    postIds: new Set(posts.map(({ id }) => id)),
    standing: new Map(codings.map((coding) => [keyOf(coding.postId, coding.coderKey), { coding, codeIds: codeIds.get(coding.id)! }])),
  };
}

function reportOf(draft: JudgementDraft, { codes, postIds, standing }: Known): JudgementReport {
  const report = { postId: draft.postId, coder: draft.coder.name };
  const before = standing.get(keyOf(draft.postId, draft.coder.key));
  const problems = postIds.has(draft.postId) ? [] : [`There is no post with the number ${draft.postId}.`];
  for (const slug of draft.codes) {
    const code = codes.get(slug);
    if (!code) problems.push(`There is no code “${slug}”.`);
    // Who gave it while it was in the book need not take it back to change something else.
    else if (code.retiredAt && !before?.codeIds.has(code.id)) problems.push(`The code “${slug}” was retired.`);
  }
  if (problems.length > 0) return { ...report, result: 'refused', problems };
  if (!before) return { ...report, result: 'added', problems };
  const codeIds = draft.codes.map((slug) => codes.get(slug)!.id);
  const isSame =
    before.coding.note === draft.note && codeIds.length === before.codeIds.size && codeIds.every((id) => before.codeIds.has(id));
  return { ...report, result: isSame ? 'unchanged' : 'changed', problems };
}

async function store(manager: EntityManager, drafts: readonly JudgementDraft[], { codes, standing }: Known, now: Date): Promise<void> {
  if (drafts.length === 0) return;
  const superseded = drafts.flatMap(({ postId, coder }) => standing.get(keyOf(postId, coder.key))?.coding.id ?? []);
  await run(manager, `UPDATE coding SET superseded_at = ? WHERE ${isOneOf(manager, 'id')}`, [now.getTime(), superseded]);
  const rows = drafts.map(({ postId, coder, note }) => ({
    postId,
    coderKey: coder.key,
    coderName: coder.name,
    note,
    codedAt: now,
    supersededAt: null,
  }));
  const inserted = (await insertMany(manager, CodingEntity, rows as CodingEntity[], ['id', 'post_id', 'coder_key'])) as {
    id: number;
    post_id: number;
    coder_key: string;
  }[];
  const ids = new Map(inserted.map((row) => [keyOf(row.post_id, row.coder_key), row.id]));
  const given = drafts.flatMap((draft) =>
    draft.codes.map((slug) => ({ codingId: ids.get(keyOf(draft.postId, draft.coder.key))!, codeId: codes.get(slug)!.id })),
  );
  await insertMany(manager, CodingCodeEntity, given);
}

function keyOf(postId: number, coderKey: string): string {
  return `${postId} ${coderKey}`;
}

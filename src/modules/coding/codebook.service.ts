import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { CodeEntity } from './code.entity.js';
import type { CodeDraft } from './code.form.js';
import { CodingCodeEntity } from './coding-code.entity.js';

/** What came of one code. */
export interface CodeReport {
  slug: string;
  label: string;
  result: 'added' | 'changed' | 'unchanged' | 'refused';
  /** Why it was refused. */
  problem: string | null;
}

/** `removed`: nobody had ever given it. */
export type Retired = 'retired' | 'removed' | 'retired-before' | 'missing';

/** The codebook: what coders may give. */
@Injectable()
export class CodebookService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** By their places in the book; retired ones come, too. */
  codes(): Promise<CodeEntity[]> {
    return this.database.manager.find(CodeEntity, { order: { position: 'ASC', id: 'ASC' } });
  }

  /** Adds codes at the end of the book, or changes those that have the short name. */
  save(
    drafts: readonly CodeDraft[],
    { allOrNothing = false, onlyNew = false } = {},
  ): Promise<{ reports: CodeReport[]; isStored: boolean }> {
    return this.database.write(async (manager) => {
      const stored = new Map((await manager.find(CodeEntity)).map((code) => [code.slug, code]));
      const reports = drafts.map((draft) => reportOf(draft, stored.get(draft.slug), onlyNew));
      if (allOrNothing && reports.some(({ result }) => result === 'refused')) return { reports, isStored: false };
      let position = Math.max(0, ...[...stored.values()].map((code) => code.position));
      const createdAt = this.clock.now();
      for (const [index, draft] of drafts.entries()) {
        const { result } = reports[index]!;
        if (result === 'added') await manager.insert(CodeEntity, { ...draft, position: ++position, createdAt, retiredAt: null });
        if (result === 'changed') await manager.update(CodeEntity, { slug: draft.slug }, draft);
      }
      return { reports, isStored: reports.some(({ result }) => result === 'added' || result === 'changed') };
    });
  }

  /** Takes a code out of the book. One that was ever given stays where it was given, and in the history. */
  retire(slug: string): Promise<Retired> {
    return this.database.write(async (manager) => {
      const code = await manager.findOneBy(CodeEntity, { slug });
      if (!code) return 'missing';
      if (code.retiredAt) return 'retired-before';
      if (await manager.existsBy(CodingCodeEntity, { codeId: code.id })) return retire(manager, code, this.clock.now());
      await manager.delete(CodeEntity, { id: code.id });
      return 'removed';
    });
  }
}

async function retire(manager: EntityManager, { id }: CodeEntity, retiredAt: Date): Promise<Retired> {
  await manager.update(CodeEntity, { id }, { retiredAt });
  return 'retired';
}

function reportOf(draft: CodeDraft, stored: CodeEntity | undefined, onlyNew: boolean): CodeReport {
  const { slug, label } = draft;
  if (!stored) return { slug, label, result: 'added', problem: null };
  if (stored.retiredAt) {
    // What was judged in between was judged without it: under one name, nobody could tell.
    const problem = `The code “${slug}” was retired. Give another short name, so that what was judged before and after is not taken for the same.`;
    return { slug, label, result: 'refused', problem };
  }
  const isSame = (Object.keys(draft) as (keyof CodeDraft)[]).every((key) => draft[key] === stored[key]);
  if (!isSame && onlyNew)
    return { slug, label, result: 'refused', problem: `There is a code “${slug}” already: change it there, or give another short name.` };
  return { slug, label, result: isSame ? 'unchanged' : 'changed', problem: null };
}

import { Injectable } from '@nestjs/common';
import { Curations } from './curations.js';
import type { CurationDraft } from './curation.form.js';
import { EditionReader } from './edition-reader.js';
import type { Period } from './period.js';

/** What came of an edit. */
export type Edit = { result: 'done'; id: number } | { result: 'elsewhere' };

/** An editor's acts on an edition, open or closed: only its own stories can be put first, left out, annotated or given a title. */
@Injectable()
export class Editing {
  constructor(
    private readonly reader: EditionReader,
    private readonly curations: Curations,
  ) {}

  async edit(period: Period, draft: CurationDraft): Promise<Edit> {
    const stories = await this.reader.stories(period);
    if (!stories.some(({ id }) => id === draft.threadId)) return { result: 'elsewhere' };
    return { result: 'done', id: await this.curations.add(period.key, draft) };
  }

  undo(period: Period, id: number, by: string): Promise<boolean> {
    return this.curations.undo(period.key, id, by);
  }
}

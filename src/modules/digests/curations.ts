import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { CurationEntity } from './curation.entity.js';
import type { CurationRow } from './curated.js';
import type { CurationDraft } from './curation.form.js';

/** What editors do to editions: each act is kept, and can be undone. */
@Injectable()
export class Curations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** All that was ever done to an edition, the earliest first. */
  of(editionKey: string): Promise<CurationRow[]> {
    return this.database.manager.find(CurationEntity, { where: { editionKey }, order: { id: 'ASC' } });
  }

  async add(editionKey: string, { threadId, action, text, by }: CurationDraft): Promise<number> {
    const row = { editionKey, threadId, action, text, madeBy: by, madeAt: this.clock.now(), undoneBy: null, undoneAt: null };
    const { identifiers } = await this.database.write((manager) => manager.insert(CurationEntity, row));
    return (identifiers[0] as { id: number }).id;
  }

  /** False where there is no such act on this edition, or it was undone before. */
  async undo(editionKey: string, id: number, by: string): Promise<boolean> {
    const { affected } = await this.database.write((manager) =>
      manager.update(CurationEntity, { id, editionKey, undoneAt: IsNull() }, { undoneBy: by, undoneAt: this.clock.now() }),
    );
    return affected === 1;
  }
}

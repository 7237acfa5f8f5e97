import { Injectable } from '@nestjs/common';
import { run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { type Affiliation, SourceEntity } from '../sources/source.entity.js';

/** What is said of a source itself. */
export interface SourceDraft {
  title: string;
  siteUrl: string | null;
  platform: string;
  affiliation: Affiliation;
}

/** What hangs on a source, and goes with it. */
export interface SourceFigures {
  /** Of whole sites, without those that were removed. */
  feeds: number;
  posts: number;
  comments: number;
  /** Of its posts. */
  judgements: number;
}

/** Changes sources, and removes them with everything that was read there. */
@Injectable()
export class SourceCare {
  constructor(private readonly database: Database) {}

  find(slug: string): Promise<SourceEntity | null> {
    return this.database.manager.findOneBy(SourceEntity, { slug });
  }

  async figures(sourceId: number): Promise<SourceFigures> {
    const [row] = (await run(
      this.database.manager,
      `SELECT (SELECT COUNT(*) FROM feed f WHERE f.source_id = s.id AND f.post_id IS NULL AND f.state <> 'removed') AS feeds,
              (SELECT COUNT(*) FROM post p WHERE p.source_id = s.id AND p.kind = 'post') AS posts,
              (SELECT COUNT(*) FROM post p WHERE p.source_id = s.id AND p.kind <> 'post') AS comments,
              (SELECT COUNT(*) FROM coding c JOIN post p ON p.id = c.post_id WHERE p.source_id = s.id) AS judgements
         FROM source s WHERE s.id = ?`,
      [sourceId],
    )) as SourceFigures[];
    const { feeds = 0, posts = 0, comments = 0, judgements = 0 } = row ?? {};
    return { feeds: Number(feeds), posts: Number(posts), comments: Number(comments), judgements: Number(judgements) };
  }

  /** False where it is gone meanwhile. Its place in addresses stays. The heartbeat of voices finds what is to be told anew. */
  save(id: number, draft: SourceDraft): Promise<boolean> {
    return this.database.write(async (manager) => {
      const source = await manager.findOneBy(SourceEntity, { id });
      if (!source) return false;
      const voices = source.affiliation === draft.affiliation ? {} : { revoiceAfterAt: Number.MIN_SAFE_INTEGER, revoiceAfterId: 0 };
      await manager.update(SourceEntity, id, { ...draft, ...voices });
      return true;
    });
  }

  /** Its feeds, its posts and all that hangs on them go, too. */
  async remove(id: number): Promise<boolean> {
    const { affected } = await this.database.write((manager) => manager.delete(SourceEntity, { id }));
    return affected === 1;
  }
}

import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { isOneOf, run } from '../database/bulk.js';
import { Ingestion } from '../posts/ingestion.js';
import { fileOf } from '../search/filing.js';
import type { Affiliation } from '../sources/source.entity.js';
import { type Asked, type Placed, rewriteMatches } from './matching.js';
import { Watches } from './watches.js';

/** A message as the search has it. */
interface Row extends Placed {
  sourceId: number;
  kind: string;
  title: string | null;
  text: string;
  authorName: string | null;
  language: string | null;
  voice: Affiliation | null;
}

/** Asks the watches for messages as they arrive or say something else than before, within the write that stores them. */
@Injectable()
export class Arrivals implements OnApplicationBootstrap {
  constructor(
    private readonly watches: Watches,
    private readonly ingestion: Ingestion,
    private readonly clock: Clock,
  ) {}

  /** Later than any module begins to follow: here messages must be filed for the search, and their mentions written. */
  onApplicationBootstrap(): void {
    this.ingestion.follow((manager, changes, now) =>
      this.note(
        manager,
        changes.map(({ id }) => id),
        now,
      ),
    );
    this.ingestion.followVoices((manager, ids) => this.note(manager, ids, this.clock.now()));
  }

  private async note(manager: EntityManager, changed: readonly number[], now: Date): Promise<void> {
    const { watches, sieve } = await this.watches.current(manager);
    if (watches.length === 0) return;
    const ids = watches.some(({ asks }) => asks.entities) ? [...changed, ...(await answersTo(manager, changed))] : changed;
    const asked = watches.map((watch): Gathered => ({ watch, told: [], places: [] }));
    for (const { place, postId, ...row } of await readRows(manager, ids)) {
      const { found, perhaps } = sieve.told(fileOf(row));
      for (const index of found) asked[index]!.told.push({ place, postId });
      for (const index of perhaps) asked[index]!.places.push(place);
    }
    await rewriteMatches(manager, ids, asked, null, now);
  }
}

type Gathered = Asked & { told: Placed[]; places: number[] };

/** Answers that were here before what they answer: whom they speak to may be known only now. */
async function answersTo(manager: EntityManager, ids: readonly number[]): Promise<number[]> {
  const known = new Set(ids);
  const rows = (await run(manager, `SELECT id FROM post WHERE ${isOneOf(manager, 'parent_id')}`, [ids])) as { id: number }[];
  return rows.map(({ id }) => id).filter((id) => !known.has(id));
}

async function readRows(manager: EntityManager, ids: readonly number[]): Promise<Row[]> {
  const sql = `
    SELECT s.place, s.post_id AS "postId", s.source_id AS "sourceId", s.kind, p.title, p.text, p.author_name AS "authorName", s.language, s.voice
      FROM search s JOIN post p ON p.id = s.post_id
     WHERE ${isOneOf(manager, 's.post_id')}`;
  return (await run(manager, sql, [ids])) as Row[];
}

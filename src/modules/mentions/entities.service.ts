import slugify from '@sindresorhus/slugify';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import type { Draft } from './draft.js';
import { EntityEntity } from './entity.entity.js';
import { VERSION_KEY } from './matchers.js';
import { type Count, type Counts, type Example, Preview } from './preview.js';
import { refusedAliases } from './refusals.js';

/** Below this, half of all posts is no sign of anything. */
const WARNED_FROM_POSTS = 20;
const NONE: Count = { posts: 0, mentions: 0 };

/** What came of one entity: `ok` where it is, or may be, stored; else `message` says why not. */
export interface Report {
  name: string;
  slug: string;
  result: 'added' | 'changed' | 'unchanged' | 'refused' | 'taken' | 'too-broad';
  message: string;
  before: Count;
  after: Count;
  examples: Example[];
  lookedAt: number;
  total: number;
}

export interface SaveOptions {
  /** Save an entity that more than half of all posts would mention, too. */
  force?: boolean;
  /** Store nothing if anything is refused. */
  allOrNothing?: boolean;
  /** Count, and store nothing. */
  isPreview?: boolean;
  /** Change the entity of this slug, whatever its name becomes: its slug stays, because addresses lead there. Null: change none that is there. */
  of?: string | null;
}

interface Candidate {
  draft: Draft;
  slug: string;
  stored: EntityEntity | undefined;
  /** Of the stored entity, or a negative one for the preview. */
  id: number;
  /** Another entity has its name. */
  isTaken: boolean;
}

@Injectable()
export class EntitiesService {
  constructor(
    private readonly database: Database,
    private readonly preview: Preview,
    private readonly clock: Clock,
  ) {}

  /** Adds entities, or changes those that have the name; counts first what they will match. */
  async save(drafts: readonly Draft[], options: SaveOptions = {}): Promise<{ reports: Report[]; isStored: boolean }> {
    const candidates = await this.candidates(drafts, options.of);
    const changed = candidates.filter(({ draft, stored }) => !stored || !isSame(draft, stored));
    const counts = await this.preview.count(changed.map(({ draft, id }) => ({ ...draft, id })));
    const reports = new Map<Candidate, Report>();
    for (const candidate of candidates) {
      const isUnchanged = !changed.includes(candidate);
      reports.set(
        candidate,
        isUnchanged ? report(candidate, counts, 'unchanged', ' is as it was.') : await this.judge(candidate, counts, options),
      );
    }
    const good = changed.filter((candidate) => ['added', 'changed'].includes(reports.get(candidate)!.result));
    const isStored = !options.isPreview && !(options.allOrNothing && good.length < changed.length) && good.length > 0;
    if (isStored) await this.store(good);
    return { reports: [...reports.values()], isStored };
  }

  /** Looks through all posts again for these entities, or for all. Returns how many there are. */
  async rematch(slugs: readonly string[] | null): Promise<number> {
    return this.database.write((manager) => lookAgain(manager, slugs));
  }

  /** Forgets an entity and its mentions. The others are looked for again: its name may have had one of theirs within. */
  async remove(slug: string): Promise<boolean> {
    return this.database.write(async (manager) => {
      if (!(await manager.existsBy(EntityEntity, { slug }))) return false;
      await countUp(manager);
      await manager.delete(EntityEntity, { slug });
      await lookAgain(manager, null);
      return true;
    });
  }

  private async candidates(drafts: readonly Draft[], of: string | null | undefined): Promise<Candidate[]> {
    const stored = new Map((await this.database.manager.find(EntityEntity)).map((entity) => [entity.slug, entity]));
    return drafts.map((draft, index) => {
      const slug = of ?? (slugify(draft.name) || `entity-${index + 1}`);
      const known = stored.get(slug);
      const namesake = typeof of === 'string' ? stored.get(slugify(draft.name)) : undefined;
      const isTaken = of === null ? known !== undefined : namesake !== undefined && namesake !== known;
      return { draft, slug, stored: known, id: known?.id ?? -1 - index, isTaken };
    });
  }

  private async judge(candidate: Candidate, counts: Counts, { force = false }: SaveOptions): Promise<Report> {
    const { draft, id, stored, isTaken } = candidate;
    if (isTaken) return report(candidate, counts, 'taken', ' was not stored: there is an entity of this name already.');
    const refused = refusedAliases(draft);
    if (refused.length > 0) {
      const sentences = [];
      for (const alias of refused) {
        const alone = {
          id,
          name: alias.text,
          aliases: [alias],
          handles: [],
          hashtags: [],
          urls: [],
          excluding: [],
          from: null,
          until: null,
        };
        const { after, lookedAt, total } = await this.preview.countAlone(alone);
        sentences.push(`the alias “${alias.text}” is no name: it would match ${posts(after.get(id)?.posts ?? 0, lookedAt, total)}`);
      }
      return report(candidate, counts, 'refused', ` was not stored: ${sentences.join('; ')}.`);
    }
    const after = counts.after.get(id)?.posts ?? 0;
    if (!force && counts.lookedAt >= WARNED_FROM_POSTS && after * 2 > counts.lookedAt) {
      const share = posts(after, counts.lookedAt, counts.total);
      return report(candidate, counts, 'too-broad', ` was not stored: it would match ${share}, which is more than half.`);
    }
    return report(candidate, counts, stored ? 'changed' : 'added', `${change(counts.before.get(id), counts.after.get(id))}.`);
  }

  private async store(candidates: readonly Candidate[]): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async (manager) => {
      await countUp(manager);
      const rematch = await wholeStore(manager);
      for (const { draft, slug, stored } of candidates) {
        // A form that was sent twice: the first has stored it meanwhile.
        const there = stored ?? (await manager.findOneBy(EntityEntity, { slug }));
        if (there) await manager.update(EntityEntity, there.id, { ...draft, ...rematch, updatedAt: now });
        else await manager.insert(EntityEntity, { ...draft, ...rematch, slug, createdAt: now, updatedAt: now });
      }
    });
  }
}

/** First in a write: on PostgreSQL it waits for those who are storing or rematching posts by the old version, and nobody waits for both. */
async function countUp(manager: EntityManager): Promise<void> {
  await manager.sql`UPDATE meta SET value = CAST(CAST(value AS integer) + 1 AS varchar) WHERE "key" = ${VERSION_KEY}`;
}

async function lookAgain(manager: EntityManager, slugs: readonly string[] | null): Promise<number> {
  const update = manager
    .createQueryBuilder()
    .update(EntityEntity)
    .set(await wholeStore(manager));
  if (slugs !== null) update.where('slug IN (:...slugs)', { slugs });
  return (await update.execute()).affected ?? 0;
}

async function wholeStore(manager: EntityManager): Promise<Pick<EntityEntity, 'rematchAfterId' | 'rematchUntilId'>> {
  const [row] = await manager.sql<{ last: number | null }[]>`SELECT MAX(id) AS last FROM post`;
  const last = row?.last ?? null;
  return { rematchAfterId: last === null ? null : 0, rematchUntilId: last };
}

function isSame(draft: Draft, stored: EntityEntity): boolean {
  return (Object.keys(draft) as (keyof Draft)[]).every((key) => JSON.stringify(draft[key]) === JSON.stringify(stored[key]));
}

function report(
  { draft, slug, id }: Candidate,
  { before, after, examples, lookedAt, total }: Counts,
  result: Report['result'],
  message: string,
): Report {
  const counts = { before: before.get(id) ?? NONE, after: after.get(id) ?? NONE, examples: examples.get(id) ?? [], lookedAt, total };
  return { name: draft.name, slug, result, message: `${draft.name}${message}`, ...counts };
}

function change(before = NONE, after = NONE): string {
  return `: ${before.mentions} mentions in ${before.posts} posts before, ${after.mentions} in ${after.posts} after`;
}

function posts(count: number, lookedAt: number, total: number): string {
  const sample = lookedAt < total ? ` of a sample of ${lookedAt}` : ` of ${total}`;
  return `${count}${sample} posts`;
}

import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { PERIOD_KINDS } from '../digests/period.js';
import { webUrl } from '../pages/web-url.js';
import { excerptOf } from '../pages/words.js';
import { headlineOf } from '../posts/headline.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import { markOf } from '../sources/affiliation.view.js';
import { OWNER_MAX } from './item-id.js';
import type { Part } from './part.js';
import { ReaderFollowEntity } from './reader-follow.entity.js';
import type { StreamName } from './stream.js';

export interface Subscription {
  name: StreamName;
  title: string;
  folder: string;
  /** Where the same is a page. */
  htmlUrl: string;
  part: Part;
  /** Under which `reader_horizon` says how far it was read. */
  horizon: { kind: string; owner: number };
  /** True where the account has chosen it itself, and may leave it. */
  isFollowed: boolean;
}

/** The folders, in the order in which readers get them. */
export const FOLDERS = ['Editions', ...AFFILIATIONS.map((affiliation) => markOf(affiliation).label), 'Entities', 'Watches', 'Threads'];

const FOLLOWED_MAX = 500;
const TITLES = { day: 'The digest of each day', week: 'The digest of each week', month: 'The digest of each month' } as const;

interface FollowedRow {
  kind: 'entity' | 'watch' | 'thread';
  owner: number;
  slug: string | null;
  name: string | null;
  text: string | null;
}

/** What an account reads: all sources and the editions, as everybody, and what it follows besides. */
@Injectable()
export class Subscriptions {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async of(accountId: number): Promise<Subscription[]> {
    return [...this.editions(), ...(await this.sources()), ...(await this.followed(accountId))];
  }

  /** One by its name, whether the account follows it or not; null where there is none such. */
  async find(name: StreamName): Promise<Subscription | null> {
    if (name.kind === 'editions') return this.editions().find(({ part }) => part.kind === 'editions' && part.of === name.of) ?? null;
    if (name.kind === 'source') return (await this.sources(name.slug))[0] ?? null;
    const [row] =
      name.kind === 'thread'
        ? await this.threads([name.id])
        : name.kind === 'entity'
          ? await this.database.manager.sql<FollowedRow[]>`
              SELECT 'entity' AS kind, id AS owner, slug, name, NULL AS text FROM entity WHERE slug = ${name.slug}`
          : await this.database.manager.sql<FollowedRow[]>`
              SELECT 'watch' AS kind, id AS owner, slug, name, NULL AS text FROM saved_search WHERE slug = ${name.slug}`;
    return row ? this.subscriptionOf(row) : null;
  }

  /** False where there is no room: for so many, or for a number as great. */
  async follow(accountId: number, { part }: Subscription): Promise<boolean> {
    if (part.kind === 'source' || part.kind === 'editions') return true;
    const { kind, owner } = part;
    if (kind !== 'thread' && owner > OWNER_MAX) return false;
    return this.database.write(async (manager) => {
      if (await manager.existsBy(ReaderFollowEntity, { accountId, kind, owner })) return true;
      if ((await manager.countBy(ReaderFollowEntity, { accountId })) >= FOLLOWED_MAX) return false;
      await manager.insert(ReaderFollowEntity, { accountId, kind, owner, createdAt: this.clock.now() });
      return true;
    });
  }

  /** False for what everybody has. */
  async leave(accountId: number, { part }: Subscription): Promise<boolean> {
    if (part.kind === 'source' || part.kind === 'editions') return false;
    const { kind, owner } = part;
    await this.database.write((manager) => manager.delete(ReaderFollowEntity, { accountId, kind, owner }));
    return true;
  }

  private editions(): Subscription[] {
    return PERIOD_KINDS.map((of) => ({
      name: { kind: 'editions', of },
      title: TITLES[of],
      folder: 'Editions',
      htmlUrl: `${this.config.baseUrl}/digest`,
      part: { kind: 'editions', of },
      horizon: { kind: of, owner: 0 },
      isFollowed: false,
    }));
  }

  private async sources(slug: string | null = null): Promise<Subscription[]> {
    const rows = await this.database.manager.sql<
      { id: number; slug: string; title: string; siteUrl: string | null; affiliation: string }[]
    >`
      SELECT id, slug, title, site_url AS "siteUrl", affiliation FROM source
       WHERE ${slug === null ? 1 : 0} = 1 OR slug = ${slug ?? ''}
       ORDER BY LOWER(title), id`;
    return rows.map((row) => ({
      name: { kind: 'source', slug: row.slug },
      title: row.title,
      folder: markOf(row.affiliation).label,
      htmlUrl: webUrl(row.siteUrl) ?? `${this.config.baseUrl}/sources/${row.slug}`,
      part: { kind: 'source', sourceIds: [row.id] },
      horizon: { kind: 'source', owner: row.id },
      isFollowed: false,
    }));
  }

  private async followed(accountId: number): Promise<Subscription[]> {
    const rows = await this.database.manager.sql<FollowedRow[]>`
      SELECT f.kind, f.owner, COALESCE(e.slug, w.slug) AS slug, COALESCE(e.name, w.name, p.title) AS name, SUBSTR(p.text, 1, 500) AS text
        FROM reader_follow f
        LEFT JOIN entity e ON f.kind = 'entity' AND e.id = f.owner
        LEFT JOIN saved_search w ON f.kind = 'watch' AND w.id = f.owner
        LEFT JOIN post p ON f.kind = 'thread' AND p.id = f.owner
       WHERE f.account_id = ${accountId} AND COALESCE(e.id, w.id, p.id) IS NOT NULL
       ORDER BY f.kind, f.created_at, f.owner`;
    return rows.map((row) => this.subscriptionOf(row));
  }

  private threads(ids: number[]): Promise<FollowedRow[]> {
    return this.database.manager.sql`
      SELECT 'thread' AS kind, id AS owner, NULL AS slug, title AS name, SUBSTR(text, 1, 500) AS text
        FROM post WHERE id IN (${() => ids}) AND root_id IS NULL`;
  }

  private subscriptionOf({ kind, owner, slug, name, text }: FollowedRow): Subscription {
    const { baseUrl } = this.config;
    const shared = { part: { kind, owner }, horizon: { kind, owner }, isFollowed: true } as const;
    if (kind === 'thread') {
      const title = excerptOf(headlineOf({ title: name, text: text ?? '' }).text, 90);
      return { ...shared, name: { kind, id: owner }, title, folder: 'Threads', htmlUrl: `${baseUrl}/threads/${owner}` };
    }
    const [folder, path] = kind === 'entity' ? ['Entities', 'entities'] : ['Watches', 'watches'];
    return { ...shared, name: { kind, slug: slug ?? '' }, title: name ?? '', folder, htmlUrl: `${baseUrl}/${path}/${slug}` };
  }
}

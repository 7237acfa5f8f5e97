import { Injectable } from '@nestjs/common';
import { askedFor } from '../entities/entities.form.js';
import { WatchedQuery } from '../entities/watched.query.js';
import type { EntityEntity } from '../mentions/entity.entity.js';

const NEAR_MAX = 10;

/** Finds who is watched, by the name in addresses or by any other. */
@Injectable()
export class EntityFinder {
  constructor(private readonly watched: WatchedQuery) {}

  /** The entity, or a sentence with those that it might be. */
  async find(name: string): Promise<EntityEntity | string> {
    const bySlug = await this.watched.bySlug(name);
    if (bySlug !== null) return bySlug;
    const near = askedFor(await this.watched.all(), { name, kind: null, order: 'name', page: 1 });
    const exactly = near.filter((row) => [row.name, ...row.aliases].some((each) => each.toLowerCase() === name.toLowerCase()));
    const only = exactly.length === 1 ? exactly[0] : near.length === 1 ? near[0] : undefined;
    const found = only && (await this.watched.bySlug(only.slug));
    if (found) return found;
    if (near.length === 0) return 'Nobody of this name is watched. `search` finds what was said about others.';
    const offered = near.slice(0, NEAR_MAX).map(({ slug }) => slug);
    return `Several have this in their name: ${offered.join(', ')}${near.length > NEAR_MAX ? ' and others' : ''}. Name one of them.`;
  }
}

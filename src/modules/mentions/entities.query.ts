import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { EntityEntity } from './entity.entity.js';
import type { Role } from './watched.js';

/** An entity with what the store holds of it. */
export interface EntityRow {
  entity: EntityEntity;
  posts: number;
  roles: Record<Role, number>;
}

@Injectable()
export class EntitiesQuery {
  constructor(private readonly database: Database) {}

  /** By name. */
  async list(): Promise<EntityRow[]> {
    const entities = await this.database.manager.find(EntityEntity, { order: { name: 'ASC' } });
    const roles = await this.database.manager.sql<{ id: number; role: Role; mentions: number }[]>`
      SELECT entity_id AS id, role, COUNT(*) AS mentions FROM mention GROUP BY entity_id, role`;
    const posts = await this.database.manager.sql<{ id: number; posts: number }[]>`
      SELECT entity_id AS id, COUNT(DISTINCT post_id) AS posts FROM mention GROUP BY entity_id`;
    const postsOf = new Map(posts.map((row) => [row.id, row.posts]));
    return entities.map((entity) => {
      const counted = { addressed: 0, discussed: 0, quoted: 0, linked: 0 };
      for (const { id, role, mentions } of roles) if (id === entity.id) counted[role] = mentions;
      return { entity, posts: postsOf.get(entity.id) ?? 0, roles: counted };
    });
  }
}

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

const NO_ROLES: Record<Role, number> = { addressed: 0, discussed: 0, quoted: 0, linked: 0 };

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
    const rolesOf = new Map<number, Record<Role, number>>();
    for (const { id, role, mentions } of roles) rolesOf.set(id, { ...NO_ROLES, ...rolesOf.get(id), [role]: mentions });
    return entities.map((entity) => ({ entity, posts: postsOf.get(entity.id) ?? 0, roles: rolesOf.get(entity.id) ?? NO_ROLES }));
  }

  async one(slug: string): Promise<EntityRow | null> {
    const { manager } = this.database;
    const entity = await manager.findOneBy(EntityEntity, { slug });
    if (entity === null) return null;
    const roles = await manager.sql<{ role: Role; mentions: number }[]>`
      SELECT role, COUNT(*) AS mentions FROM mention WHERE entity_id = ${entity.id} GROUP BY role`;
    const [row] = await manager.sql<
      { posts: number }[]
    >`SELECT COUNT(DISTINCT post_id) AS posts FROM mention WHERE entity_id = ${entity.id}`;
    const counted = Object.fromEntries(roles.map(({ role, mentions }) => [role, mentions]));
    return { entity, posts: row?.posts ?? 0, roles: { ...NO_ROLES, ...counted } };
  }
}

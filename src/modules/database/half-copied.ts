import type { EntityManager } from 'typeorm';

/** The table that is there as long as a copy into the database is not whole: a copy that is broken off leaves it behind, however it ends. */
export const HALF_COPIED = 'half_copied';

export async function isHalfCopied(manager: EntityManager): Promise<boolean> {
  const rows: unknown[] = await manager.query(
    manager.connection.options.type === 'postgres'
      ? `SELECT 1 FROM pg_class WHERE oid = to_regclass('${HALF_COPIED}')`
      : `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '${HALF_COPIED}'`,
  );
  return rows.length > 0;
}

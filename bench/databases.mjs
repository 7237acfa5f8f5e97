/** The databases that benchmarks run on: one of each kind, empty, and gone afterwards. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** What a benchmark that runs on both takes from its command line. */
export const DATABASE_OPTIONS = {
  on: { type: 'string', default: 'sqlite,postgres' },
  postgres: { type: 'string', default: 'postgres://root@127.0.0.1:5432/postgres' },
};

/**
 * Measures on each database that is asked for, one after another.
 * @param options `on` and `postgres` as the command line gives them; `keep`: the file that SQLite keeps, PostgreSQL then keeps its database, too
 * @param measure is given the name of the database, its address, and what tells its size in bytes
 */
export async function onEach(name, { on, postgres, keep }, measure) {
  const measured = [];
  for (const kind of on.split(','))
    measured.push(await (kind === 'postgres' ? onPostgres(name, postgres, keep !== undefined, measure) : onSqlite(name, keep, measure)));
  return measured;
}

async function onSqlite(name, keep, measure) {
  const folder = mkdtempSync(join(tmpdir(), 'hustings-bench-'));
  const file = keep ?? join(folder, `${name}.sqlite`);
  try {
    return await measure('SQLite', `sqlite:${file}`, () => statSync(file).size);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onPostgres(benchmark, address, isKept, measure) {
  const name = `hustings_bench_${benchmark}`;
  const server = new pg.Client({ connectionString: address });
  await server.connect();
  const { rows } = await server.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (!isKept || rows.length === 0) {
    await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await server.query(`CREATE DATABASE ${name}`);
  }
  // A server for tests has it off, and then knows nothing of what tables hold, and reads them whole. To turn it on takes rights that others need not have.
  const isOff = (await server.query('SHOW autovacuum')).rows[0].autovacuum === 'off';
  if (isOff) await setAutovacuum(server, 'on');
  const url = new URL(address);
  url.pathname = `/${name}`;
  const size = async () => Number((await server.query(`SELECT pg_database_size('${name}') AS bytes`)).rows[0].bytes);
  try {
    return await measure('PostgreSQL', url.href, size);
  } finally {
    if (!isKept) await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    if (isOff) await setAutovacuum(server, 'off');
    await server.end();
  }
}

async function setAutovacuum(server, state) {
  await server.query(`ALTER SYSTEM SET autovacuum = ${state}`);
  await server.query('SELECT pg_reload_conf()');
}

/** Puts rows into a table, without the program that would. @param columns in the order of a row's values, parted by spaces */
export async function insertRows(manager, isPostgres, table, columns, rows) {
  let index = 0;
  const marks = rows.map((row) => `(${row.map(() => (isPostgres ? `$${++index}` : '?')).join(', ')})`);
  await manager.query(`INSERT INTO ${table} (${columns.split(' ').join(', ')}) VALUES ${marks.join(', ')}`, rows.flat());
}

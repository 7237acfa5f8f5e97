import type { DataSource, QueryRunner } from 'typeorm';
import { isPostgres, run } from '../database/bulk.js';
import { columnsOf, quoted, type Row, type Table } from './tables.js';

/** Few enough that a table of long documents fits into memory. */
export const ROWS_AT_ONCE = 200;

/** A database as it was at one instant, whoever writes to it meanwhile. */
export class Snapshot {
  private constructor(private readonly runner: QueryRunner) {}

  static async of<Result>(source: DataSource, work: (snapshot: Snapshot) => Promise<Result>): Promise<Result> {
    const runner = source.createQueryRunner();
    try {
      await runner.query(isPostgres(runner.manager) ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN');
      // The instant is that of the first question.
      await runner.query('SELECT 1 FROM meta LIMIT 1');
      return await work(new Snapshot(runner));
    } finally {
      // Where the connection is lost, the transaction is, too, and that is told already.
      await runner.query('ROLLBACK').catch(() => undefined);
      await runner.release();
    }
  }

  async count({ name }: Pick<Table, 'name'>): Promise<number> {
    const [row] = (await this.runner.query(`SELECT COUNT(*) AS count FROM ${quoted(name)}`)) as { count: number }[];
    return row?.count ?? 0;
  }

  /** All rows in the order of their keys, which is by bytes, and so the same on both databases. */
  async *rows(table: Table): AsyncGenerator<Row> {
    const batches = isPostgres(this.runner.manager) ? this.batchesOfPostgres(table) : this.batchesOfSqlite(table);
    for await (const batch of batches) for (const row of batch) yield table.columns.map(({ name }) => row[name] ?? null);
  }

  /** The number that the newest row of a table ever had, though it may be gone. */
  async lastNumber({ name }: Table): Promise<number> {
    if (!isPostgres(this.runner.manager)) {
      const [row] = (await this.runner.query('SELECT seq AS last FROM sqlite_sequence WHERE name = ?', [name])) as { last: number }[];
      return row?.last ?? 0;
    }
    const sequence = `SELECT pg_get_serial_sequence($1, 'id') AS name`;
    const [{ name: sequenceName }] = (await this.runner.query(sequence, [quoted(name)])) as [{ name: string }];
    const last = `SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM ${sequenceName}`;
    const [{ last: number }] = (await this.runner.query(last)) as [{ last: number }];
    return number;
  }

  /** Posts that can be found, but have no words. */
  async withoutWords(): Promise<number[]> {
    const place = isPostgres(this.runner.manager) ? 'i.place' : 'i.rowid';
    const sql = `SELECT s.place FROM search s WHERE NOT EXISTS (SELECT 1 FROM search_index i WHERE ${place} = s.place) LIMIT 10`;
    return ((await this.runner.query(sql)) as { place: number }[]).map((row) => row.place);
  }

  private async *batchesOfSqlite(table: Table): AsyncGenerator<Record<string, Row[number]>[]> {
    const names = table.key.map((place) => quoted(table.columns[place]!.name)).join(', ');
    const marks = table.key.map(() => '?').join(', ');
    let after: Row | null = null;
    do {
      const where: string = after ? `WHERE (${names}) > (${marks})` : '';
      const sql = `SELECT ${columnsOf(table)} FROM ${quoted(table.name)} ${where} ORDER BY ${names} LIMIT ${ROWS_AT_ONCE}`;
      const batch = (await run(this.runner.manager, sql, after ?? [])) as Record<string, Row[number]>[];
      yield batch;
      const last = batch.length < ROWS_AT_ONCE ? undefined : batch.at(-1);
      after = last ? table.key.map((place) => last[table.columns[place]!.name] ?? null) : null;
    } while (after);
  }

  /** By a cursor: an index has the order of the database's language, and to sort once for each batch would take for ever. */
  private async *batchesOfPostgres(table: Table): AsyncGenerator<Record<string, Row[number]>[]> {
    const order = table.key.map((place) => orderOf(table.columns[place]!)).join(', ');
    const cursor = quoted(`copied_${table.name}`);
    await this.runner.query(`DECLARE ${cursor} CURSOR FOR SELECT ${columnsOf(table)} FROM ${quoted(table.name)} ORDER BY ${order}`);
    for (;;) {
      const batch = (await this.runner.query(`FETCH ${ROWS_AT_ONCE} FROM ${cursor}`)) as Record<string, Row[number]>[];
      yield batch;
      if (batch.length < ROWS_AT_ONCE) break;
    }
    await this.runner.query(`CLOSE ${cursor}`);
  }
}

function orderOf({ name, isText }: Table['columns'][number]): string {
  return isText ? `${quoted(name)} COLLATE "C"` : quoted(name);
}

import type { DataSource } from 'typeorm';

/** What a database takes up. */
export interface DatabaseSize {
  bytes: number;
  /** Of these, pages that hold nothing any more and are written to next. Null on PostgreSQL, which does not say. */
  freeBytes: number | null;
}

/** SQLite knows both without looking at a row; so does PostgreSQL of the first. */
export async function sizeOf(source: DataSource): Promise<DatabaseSize> {
  if (source.options.type === 'postgres') {
    const [row] = await source.query<{ bytes: number }[]>('SELECT pg_database_size(current_database()) AS bytes');
    return { bytes: Number(row?.bytes), freeBytes: null };
  }
  const [row] = await source.query<{ pages: number; free: number; size: number }[]>(
    `SELECT page_count AS pages, freelist_count AS free, page_size AS size
       FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()`,
  );
  const { pages = 0, free = 0, size = 0 } = row ?? {};
  return { bytes: pages * size, freeBytes: free * size };
}

/** `12.3 MB`, and how much of it is free where that is known. */
export function sizeText({ bytes, freeBytes }: DatabaseSize): string {
  const free = freeBytes ? `, of which ${megabytes(freeBytes)} are free to be used again` : '';
  return `${megabytes(bytes)}${free}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} MB`;
}

import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** Posts are stored some seconds after they were seen, and several processes store them. */
const SLACK_MS = 10 * 60_000;

/** Messages are numbered in the order in which they arrive: from when, to about which number. */
@Injectable()
export class Arrivals {
  constructor(private readonly database: Database) {}

  async newestId(): Promise<number> {
    const [row] = await this.database.manager.sql<{ id: number | null }[]>`SELECT MAX(id) AS id FROM post`;
    return row?.id ?? 0;
  }

  /** No message that was seen at this instant or later has a number up to this one. */
  async idBefore(at: number): Promise<number> {
    return (await this.firstFrom(at - SLACK_MS)) - 1;
  }

  /** No message that was seen up to this instant has a greater number. */
  async idUntil(at: number): Promise<number> {
    return (await this.firstFrom(at + SLACK_MS)) - 1;
  }

  /** The newest message that was seen up to an instant. */
  async newestUntil(at: number): Promise<number> {
    const ceiling = await this.idUntil(at);
    const [row] = await this.database.manager.sql<{ id: number }[]>`
      SELECT id FROM post WHERE id <= ${ceiling} AND seen_at <= ${at} ORDER BY id DESC LIMIT 1`;
    return row?.id ?? 0;
  }

  /** By halves: there is no index by the time of arrival, and its order is that of the numbers, nearly. */
  private async firstFrom(at: number): Promise<number> {
    let [low, high] = [1, (await this.newestId()) + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const [row] = await this.database.manager.sql<{ id: number; at: number }[]>`
        SELECT id, seen_at AS at FROM post WHERE id >= ${middle} ORDER BY id LIMIT 1`;
      if (row === undefined || row.at >= at) high = middle;
      else low = row.id + 1;
    }
    return low;
  }
}

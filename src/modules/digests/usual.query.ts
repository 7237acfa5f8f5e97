import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Affiliation } from '../sources/source.entity.js';
import type { Span } from './ranking.js';

/** What one voice had of the messages of an earlier period. */
export interface EarlierVoice {
  /** Null for readers. */
  voice: Affiliation | null;
  posts: number;
  comments: number;
}

/** What was said in earlier periods of the same kind, each by whose voice. */
@Injectable()
export class UsualQuery {
  constructor(private readonly database: Database) {}

  /** A period of which nothing at all was read says nothing about what is usual: nobody was listening. It is left out. */
  async read(spans: readonly Span[]): Promise<{ span: Span; voices: EarlierVoice[] }[]> {
    const earlier: { span: Span; voices: EarlierVoice[] }[] = [];
    for (const span of spans) {
      const voices = await this.voices(span);
      if (voices.length > 0) earlier.push({ span, voices });
      await setImmediate();
    }
    return earlier;
  }

  private voices({ from, until }: Span): Promise<EarlierVoice[]> {
    return this.database.manager.sql<EarlierVoice[]>`
      SELECT v.voice, SUM(v.post) AS posts, SUM(1 - v.post) AS comments
        FROM (SELECT COALESCE(p.voice, CASE WHEN p.kind = 'post' THEN 'unknown' END) AS voice, CASE WHEN p.kind = 'post' THEN 1 ELSE 0 END AS post
                FROM post p
               WHERE p.sort_at >= ${from} AND p.sort_at < ${until} AND p.is_stub = 0) v
       GROUP BY v.voice`;
  }
}

import type { EntityManager } from 'typeorm';
import { isOneOf, run } from '../database/bulk.js';
import { excerptOf } from '../pages/words.js';
import { headlineOf, leadOf } from '../posts/headline.js';
import { type SpeakerRow, speakerOf } from '../posts/speaker.js';

const TEXT_CHARACTERS = 600;
const QUOTE_CHARACTERS = 280;

/** A message of which an alert tells. */
export interface MessageRow extends SpeakerRow {
  id: number;
  threadId: number;
  title: string | null;
  text: string;
  url: string | null;
  sortAt: number;
  revisionCount: number;
  goneAt: number | null;
}

/** The newest first. */
export async function messagesOf(manager: EntityManager, ids: readonly number[]): Promise<MessageRow[]> {
  if (ids.length === 0) return [];
  const sql = `
    SELECT p.id, COALESCE(p.root_id, p.id) AS "threadId", p.kind, p.title, SUBSTR(p.text, 1, ${TEXT_CHARACTERS}) AS text, p.url,
           p.sort_at AS "sortAt", p.revision_count AS "revisionCount", p.gone_at AS "goneAt", p.author_name AS "authorName",
           p.author_url AS "authorUrl", f.role AS "feedRole", s.title AS "sourceTitle", s.site_url AS "siteUrl", p.voice, s.is_sample AS "isSample"
      FROM post p
      JOIN source s ON s.id = p.source_id
      LEFT JOIN feed f ON f.id = p.feed_id
     WHERE ${isOneOf(manager, 'p.id')} AND p.is_stub = 0
     ORDER BY p.sort_at DESC, p.id DESC`;
  return (await run(manager, sql, [ids])) as MessageRow[];
}

/** Who says it, and where. None of its words: these go when their publisher removes them. */
export function whoSays(row: MessageRow): string {
  const { name, source } = speakerOf(row);
  if (source) return `${name}, ${source.title}`;
  return name === row.sourceTitle ? name : `${name}, in a comment at ${row.sourceTitle}`;
}

/** What it says, in a line or two. */
export function quoteOf(row: MessageRow): string {
  const headline = headlineOf(row);
  const isSaidAgain = headline.isQuote || row.text.trim().startsWith(headline.text);
  const lead = isSaidAgain ? '' : leadOf(row, QUOTE_CHARACTERS);
  if (lead !== '') return excerptOf(`${headline.text}: ${lead}`, QUOTE_CHARACTERS);
  return excerptOf(isSaidAgain && row.text.trim() !== '' ? row.text : headline.text, QUOTE_CHARACTERS);
}

export function hrefOfMessage({ id, threadId }: Pick<MessageRow, 'id' | 'threadId'>): string {
  return id === threadId ? `/threads/${id}` : `/threads/${threadId}#post-${id}`;
}

import { Buffer } from 'node:buffer';
import { z } from 'zod';

export const CURSOR_FIELD = z.string().max(200).optional().describe('Goes on where an earlier answer ended: its nextCursor');
export const BAD_CURSOR = 'This cursor leads nowhere. Take nextCursor of an earlier answer to the same question, or leave it out to begin.';

/** A place in a list, as a word that callers hand back and need not understand. */
export function writeCursor(place: object): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Null for what is none of ours. Never throws. */
export function readCursor<Place>(text: string, schema: z.ZodType<Place>): Place | null {
  try {
    const place = schema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return place.success ? place.data : null;
  } catch {
    return null;
  }
}

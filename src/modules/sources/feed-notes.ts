import type { EntityManager } from 'typeorm';
import { insertMany } from '../database/bulk.js';
import { FeedNoteEntity } from './feed-note.entity.js';

/** Writes down what was done to a feed, within the write that does it. */
export async function noteOnFeed(manager: EntityManager, feedId: number, note: string, at: Date): Promise<void> {
  await insertMany<Omit<FeedNoteEntity, 'id'>>(manager, FeedNoteEntity, [{ feedId, at, note }]);
}

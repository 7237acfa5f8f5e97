import { FeedError } from '../../feeds/errors.js';
import { readFeed } from '../../feeds/read-feed.js';
import { loadPlatforms } from '../posts/platforms.js';
import type { Parsed, ParseTask } from './parse-task.js';

const platforms = new Map((await loadPlatforms()).map((platform) => [platform.name, platform]));

/** Runs in a thread of its own: a document that takes long to read delays no page. Piscina calls it by name. */
/** @see Parser */
export async function parse({ bytes, url, contentType, role, known, platform }: ParseTask): Promise<Parsed> {
  try {
    return {
      ok: true,
      reading: await readFeed(bytes, { url, contentType, role, known: new Set(known), refine: platforms.get(platform)?.refine }),
    };
  } catch (error) {
    if (error instanceof FeedError) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}

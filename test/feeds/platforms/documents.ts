/** Documents of platforms, in the shape of the real ones and in words of our own. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Discussion, Platform, PlatformDocument } from '../../../src/feeds/platform.js';
import { toPosts } from '../../../src/feeds/posts.js';
import { readDocument } from '../../../src/feeds/read-feed.js';
import type { Post } from '../../../src/feeds/types.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures/platforms');
const SHARED = join(import.meta.dirname, '../../../../shared/fixtures');

/** A document of a platform from a value, as a fetcher would hand it over; without its text, which may be too deep to be written by recursion. */
export function documentOf(json: unknown, url: string | null = null): PlatformDocument {
  return { url, text: '', json, timezone: 'UTC' };
}

export function textDocument(text: string, url: string | null = null): PlatformDocument {
  return { url, text, json: undefined, timezone: 'UTC' };
}

/** A file of test/fixtures/platforms. */
export function saved(name: string): string {
  return readFileSync(join(FIXTURES, name), 'utf8');
}

export function savedJson(name: string): unknown {
  return JSON.parse(saved(name));
}

/** The discussion of a document that must be one. */
export function discussionIn(platform: Platform, json: unknown, url: string | null = null): Discussion {
  const discussion = platform.read(documentOf(json, url));
  if (!discussion) throw new Error('the platform does not know its own document');
  return discussion;
}

/** Who answers whom: from guid to the guid of the parent. */
export function treeOf({ comments }: Discussion): Record<string, string | null> {
  return Object.fromEntries(comments.map(({ guid, inReplyTo }) => [guid, inReplyTo?.ref ?? null]));
}

/** The posts of a feed as the platform knows them better. */
export async function refined(platform: Platform, feed: string, url: string | null = null): Promise<Post[]> {
  const document = await readDocument(Buffer.from(feed), { url, contentType: null });
  return toPosts(document, { url }).posts.map((post) => platform.refine?.(post, document.entries[post.position]!) ?? post);
}

/** The real documents of a folder of the shared fixtures, read; an empty list where they are not here. */
export function sharedDiscussions(platform: Platform, folder: string): { file: string; discussion: Discussion }[] {
  if (!existsSync(join(SHARED, folder))) return [];
  return readdirSync(join(SHARED, folder))
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      const text = readFileSync(join(SHARED, folder, file), 'utf8');
      const discussion = platform.read({ url: null, text, json: JSON.parse(text), timezone: 'UTC' });
      return discussion ? [{ file, discussion }] : [];
    });
}

export const hasShared = existsSync(SHARED);

/** Runs in a thread of its own: a document that takes long to read delays no page. Piscina calls its functions by name. */
import { decode } from '../../feeds/decode.js';
import { FeedError } from '../../feeds/errors.js';
import { type Platform, platformDocument } from '../../feeds/platform.js';
import { readFeed } from '../../feeds/read-feed.js';
import { loadPlatforms } from '../sources/platforms.js';
import type { Discussed, DiscussTask, Parsed, ParseTask, Unreadable } from './parse-task.js';

const platforms = new Map((await loadPlatforms()).map((platform) => [platform.name, platform]));

/** A feed says less of its platform than a page: a guess is not enough to read it otherwise from now on. */
const SURE = 0.9;

/** Reads a feed. */
export async function parse({ bytes, url, contentType, role, known, platform: name }: ParseTask): Promise<Parsed> {
  return orUnreadable(async () => {
    const platform = name === null ? recognised(bytes, url, contentType) : platforms.get(name);
    const reading = await readFeed(bytes, { url, contentType, role, known: new Set(known), refine: platform?.refine });
    return { ok: true, reading, platform: platform?.name ?? null };
  });
}

/** Reads an answer of a platform's API, or one of its pages. */
export async function discuss({ bytes, url, contentType, reader, timezone }: DiscussTask): Promise<Discussed> {
  return orUnreadable<Discussed>(() => {
    const platform = platforms.get(reader);
    const discussion = platform?.read(platformDocument(decode(bytes, contentType).text, url, timezone)) ?? null;
    if (discussion) return { ok: true, discussion };
    const label = platform?.label ?? reader;
    return {
      ok: false,
      code: 'not-understood',
      message: `What ${new URL(url).host} answered is nothing that we know of ${label}: it may have changed. What was read before is kept.`,
    };
  });
}

function recognised(bytes: Uint8Array, url: string | null, contentType: string | null): Platform | undefined {
  const document = platformDocument(decode(bytes, contentType).text, url, 'UTC');
  const known = [...platforms.values()].map((platform) => ({ platform, sure: platform.recognise({ url, document }) }));
  return known.filter(({ sure }) => sure >= SURE).sort((a, b) => b.sure - a.sure)[0]?.platform;
}

async function orUnreadable<Result>(read: () => Result | Promise<Result>): Promise<Result | Unreadable> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FeedError) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}

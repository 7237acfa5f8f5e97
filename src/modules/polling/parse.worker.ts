/** Runs in a thread of its own: a document that takes long to read delays no page. Piscina calls its functions by name. */
import { decode } from '../../feeds/decode.js';
import { FeedError } from '../../feeds/errors.js';
import { type Platform, type PlatformDocument, platformDocument } from '../../feeds/platform.js';
import { readOpml } from '../../feeds/opml.js';
import { readFeed } from '../../feeds/read-feed.js';
import { ANY_PAGE, loadPlatforms, recognised } from '../sources/platforms.js';
import type { Discussed, DiscussTask, Listed, ListTask, Parsed, ParseTask, Unreadable } from './parse-task.js';

const all = await loadPlatforms();

/** A feed says less of its platform than a page: a guess is not enough to read it otherwise from now on. */
const SURE = 0.9;
const HEAD_BYTES = 16_000;

/** Reads a feed. */
export async function parse({ bytes, url, contentType, role, known, platform: name }: ParseTask): Promise<Parsed> {
  return orUnreadable(async () => {
    const platform = name === null ? recognised(all, headOf(bytes, url, contentType), SURE)[0] : named(name);
    const reading = await readFeed(bytes, { url, contentType, role, known: new Set(known), refine: platform?.refine });
    return { ok: true, reading, platform: platform?.name ?? null };
  });
}

/** Reads somebody's list of feeds. */
export function list({ bytes }: ListTask): Listed {
  return { ok: true, reading: readOpml(decode(bytes, 'application/xml').text) };
}

/** Reads an answer of a platform's API, or one of its pages; or a page of which nobody knows whose it is. */
export async function discuss({ bytes, url, contentType, reader, timezone }: DiscussTask): Promise<Discussed> {
  return orUnreadable<Discussed>(() => {
    const document = platformDocument(decode(bytes, contentType).text, url, timezone);
    if (reader === ANY_PAGE.name) return onPage(document);
    const discussion = named(reader)?.read(document);
    if (discussion) return { ok: true, discussion };
    const label = named(reader)?.label ?? reader;
    return {
      ok: false,
      code: 'not-understood',
      message: `What ${new URL(url).host} answered is nothing that we know of ${label}: it may have changed. What was read before is kept.`,
    };
  });
}

/** A feed says what made it at its top; to look through all of it with the eyes of every platform took a quarter of the time of a first poll. */
function headOf(bytes: Uint8Array, url: string | null, contentType: string | null): PlatformDocument {
  return platformDocument(decode(bytes.subarray(0, HEAD_BYTES), contentType).text, url, 'UTC');
}

/** What fits nothing yields nothing: words that no markup calls comments may be anything. */
function onPage(document: PlatformDocument): Discussed {
  for (const platform of recognised(all, document)) {
    const discussion = platform.read(document);
    if (discussion && discussion.comments.length + discussion.references.length > 0) return { ok: true, discussion };
  }
  const { host } = new URL(document.url ?? '');
  return {
    ok: false,
    code: 'unmarked',
    message: `Nothing on the page of ${host} says what on it is a comment, so none was taken from it.`,
  };
}

function named(name: string): Platform | undefined {
  return all.find((platform) => platform.name === name);
}

async function orUnreadable<Result>(read: () => Result | Promise<Result>): Promise<Result | Unreadable> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FeedError) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}

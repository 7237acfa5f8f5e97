import { decode } from './decode.js';
import { detect, type XmlRoot } from './detect.js';
import { readAtom } from './formats/atom.js';
import { readCdf } from './formats/cdf.js';
import { readJson } from './formats/json.js';
import { readRdf } from './formats/rdf.js';
import { readRss } from './formats/rss.js';
import { Notes } from './notes.js';
import { repair } from './repair.js';
import { FeedError } from './errors.js';
import { toPosts, type PostOptions } from './posts.js';
import type { FeedDocument, FeedReading } from './types.js';
import { parseXml } from './xml.js';

/** The largest honest feeds have a few megabytes; reading takes about ten times a document's size in memory. */
const BYTES_MAX = 32e6;

const XML_FORMATS: Record<XmlRoot['format'], typeof readRss> = { rss: readRss, atom: readAtom, rdf: readRdf, cdf: readCdf };

/**
 * Reads a feed document: decode, detect, repair, parse, and map its format to entries.
 * @param bytes the document as it came, decompressed
 * @param from `url`: where it was fetched, for relative addresses; `contentType`: the header
 * @throws FeedError and nothing else: `empty`, `html`, `not-a-feed`, `too-deep`, `too-large`, `unreadable`
 */
export async function readDocument(bytes: Uint8Array, from: { url: string | null; contentType: string | null }): Promise<FeedDocument> {
  if (bytes.length > BYTES_MAX) {
    throw new FeedError(
      'too-large',
      `The document has ${Math.round(bytes.length / 1e6)} MB; feeds of over ${BYTES_MAX / 1e6} MB are not read.`,
    );
  }
  const { text, warnings } = decode(bytes, from.contentType);
  const notes = new Notes();
  const kind = detect(text);
  if (kind.kind === 'json') {
    const document = readJson(text, from.url, notes);
    return { format: 'json', ...document, warnings: [...warnings, ...notes.list()] };
  }
  const parsed = await parseXml(repair(text, kind.root, notes), from.url, notes);
  const document = XML_FORMATS[kind.root.format](parsed, notes);
  return { format: kind.root.format, ...document, warnings: [...warnings, ...notes.list()] };
}

export interface ReadOptions extends PostOptions {
  /** The Content-Type header, or null. */
  contentType: string | null;
}

/**
 * Reads a feed: bytes to posts, which are safe to show and keep their identity from poll to poll. Pure, and linear in the size of the
 * document.
 * @param bytes the document as it came, decompressed
 * @param options where it came from (`url`, `contentType`), what the feed carries (`role`) and which entries the caller has already (`known`)
 * @throws FeedError and nothing else, with the codes of {@link readDocument}
 */
export async function readFeed(bytes: Uint8Array, options: ReadOptions): Promise<FeedReading> {
  const document = await readDocument(bytes, options);
  const { posts, known, counted, window, warnings } = toPosts(document, options);
  const { format, feed, deleted } = document;
  return { format, feed, posts, known, counted, window, deleted, warnings: [...document.warnings, ...warnings] };
}

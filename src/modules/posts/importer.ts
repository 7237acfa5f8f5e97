import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { decode } from '../../feeds/decode.js';
import { FeedError } from '../../feeds/errors.js';
import { readFeed } from '../../feeds/read-feed.js';
import { readSavedHtml, readSavedText } from '../../feeds/saved-page.js';
import type { FeedReading, Post } from '../../feeds/types.js';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { ensureSource, type WantedSource } from '../sources/ensure-source.js';
import { ingest } from './ingest.js';

export interface ImportOptions {
  /** Where the document came from: for its relative links, and to know its source. */
  url?: string;
  /** The zone of dates that say none; else the digest's. */
  timezone?: string;
  /** Whose document it is, where that is known better than the document says. */
  source?: Partial<WantedSource>;
}

/** What came of one file: what it held and what of that was new, or a sentence that says why nothing could be read. */
export type ImportReport =
  | { file: string; ok: true; posts: number; comments: number; added: number; revised: number }
  | { file: string; ok: false; error: { code: string; message: string } };

interface Document {
  title: string;
  siteUrl: string | null;
  posts: Post[];
  deleted: { ref: string; at: Date | null }[];
}

/** Stores saved documents as if a poll had brought them: feeds, and blog pages with their comments. */
@Injectable()
export class Importer {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Imports a file, or every file below a folder, in the order of their names. */
  async *importPath(path: string, options: ImportOptions): AsyncGenerator<ImportReport> {
    for (const file of await filesOf(path)) yield await this.importFile(file, options);
  }

  async importFile(file: string, options: ImportOptions = {}): Promise<ImportReport> {
    try {
      const document = await this.read(file, options);
      return { file, ok: true, ...(await this.store(document, options.source ?? {})) };
    } catch (error) {
      if (error instanceof FeedError) return { file, ok: false, error: { code: error.code, message: error.message } };
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'ENOENT')
        return { file, ok: false, error: { code, message: 'The file cannot be read by this user.' } };
      throw error;
    }
  }

  private async read(file: string, { url = undefined, timezone = this.config.timezone }: ImportOptions): Promise<Document> {
    const bytes = await readFile(file);
    try {
      const { feed, deleted, ...reading } = await readArchived(bytes, url ?? null);
      // An archive is not polled: its comment feeds may be long gone, and nobody asked for them.
      const posts = reading.posts.map((post) => ({ ...post, commentsFeedUrl: null }));
      const siteUrl = feed.siteUrl ?? url ?? null;
      return { title: feed.title ?? titleOf(siteUrl, file), siteUrl, posts, deleted };
    } catch (error) {
      if (!(error instanceof FeedError)) throw error;
      const { text } = decode(bytes, null);
      const options = { timezone, url: url ?? null };
      const thread = readSavedHtml(text, options) ?? readSavedText(text, options);
      if (!thread) throw error;
      return {
        title: titleOf(url ?? null, file),
        siteUrl: url ? new URL(url).origin : null,
        posts: [thread.post, ...thread.comments],
        deleted: [],
      };
    }
  }

  private async store({ title, siteUrl, posts, deleted }: Document, source: Partial<WantedSource>) {
    const now = this.clock.now();
    const { added, revised } = await this.database.write(async (manager) => {
      const sourceId = await ensureSource(manager, { title, siteUrl, ...source }, now);
      return ingest(manager, { sourceId, feedId: null, threadId: null, posts, deleted, undatedAt: earliest(posts) ?? now }, now);
    });
    const comments = posts.filter(({ kind }) => kind === 'comment').length;
    return { posts: posts.length - comments, comments, added, revised };
  }
}

/** A saved feed whose address nobody gave is read again with the one that it gives itself: its links may be relative to it. */
async function readArchived(bytes: Buffer, url: string | null): Promise<FeedReading> {
  const reading = await readFeed(bytes, { url, contentType: null });
  const base = url ?? reading.feed.url ?? reading.feed.siteUrl;
  return base === url ? reading : readFeed(bytes, { url: base, contentType: null });
}

/** A page saved without its date was there when its first comment was written. */
function earliest(posts: Post[]): Date | null {
  const instants = posts.flatMap(({ publishedAt }) => (publishedAt ? [publishedAt.getTime()] : []));
  return instants.length > 0 ? new Date(instants.reduce((a, b) => Math.min(a, b))) : null;
}

function titleOf(url: string | null, file: string): string {
  return url ? new URL(url).host : basename(file).replace(/\.\w+$/, '');
}

async function filesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { decode } from '../../feeds/decode.js';
import { FeedError } from '../../feeds/errors.js';
import { isPingback } from '../../feeds/pingbacks.js';
import { readFeed } from '../../feeds/read-feed.js';
import { type Platform, type PlatformDocument, platformDocument, type Reference } from '../../feeds/platform.js';
import { canonicalUrl, pageKey } from '../../feeds/urls.js';
import { readSavedHtml, readSavedText } from '../../feeds/saved-page.js';
import type { Entry, Post } from '../../feeds/types.js';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { ensureSource, type WantedSource } from '../sources/ensure-source.js';
import { Platforms } from '../sources/platforms.js';
import type { Batch, Ingested } from './ingest.js';
import { Ingestion } from './ingestion.js';
import { PostEntity } from './post.entity.js';

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
  /** Of its source. */
  title: string;
  /** What a feed calls itself. */
  feedTitle: string | null;
  siteUrl: string | null;
  platform: string | undefined;
  posts: Post[];
  /** Pages elsewhere that link to these posts. */
  linkbacks: Reference[];
  deleted: { ref: string; at: Date | null }[];
}

/** What a document holds besides what a feed says. */
type Said = Pick<Document, 'posts' | 'linkbacks'>;

/** Stores saved documents as if a poll had brought them: feeds, and blog pages with their comments. */
@Injectable()
export class Importer {
  constructor(
    private readonly database: Database,
    private readonly ingestion: Ingestion,
    private readonly platforms: Platforms,
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

  private async read(file: string, options: ImportOptions): Promise<Document> {
    const { timezone = this.config.timezone } = options;
    const url = options.url ?? null;
    const bytes = await readFile(file);
    const document = platformDocument(decode(bytes, null).text, url, timezone);
    const platforms = this.platforms.of(document);
    try {
      const archive = await readArchive(bytes, file, url, platforms);
      const beside = saidBeside(archive.posts, document, platforms);
      return { ...archive, posts: [...archive.posts, ...beside.posts], linkbacks: beside.linkbacks };
    } catch (error) {
      // No feed: a platform's own answer, or a page.
      if (!(error instanceof FeedError)) throw error;
      const saved = readDiscussion(document, platforms) ?? readPage(document);
      if (!saved) throw error;
      const siteUrl = originOf(url ?? saved.posts.find((post) => post.url !== null)?.url ?? saved.linkbacks[0]?.target ?? null);
      return { title: titleOf(siteUrl, file), feedTitle: null, siteUrl, platform: platforms[0]?.name, ...saved, deleted: [] };
    }
  }

  /** A document that holds a post and the comments on it: a comment whose own parent is missing still stands under that post. */
  private async storeThread(manager: EntityManager, batch: Batch, now: Date): Promise<Ingested> {
    const [root, ...comments] = batch.posts;
    if (root?.kind !== 'post' || comments.some(({ kind }) => kind !== 'comment')) return this.ingestion.store(manager, batch, now);
    const first = await this.ingestion.store(manager, { ...batch, posts: [root], linkbacks: [] }, now);
    const { sourceId } = batch;
    const stored = await manager.findOne(PostEntity, { select: { id: true }, where: { sourceId, kind: 'post', guid: root.guid } });
    const rest = await this.ingestion.store(manager, { ...batch, posts: comments, deleted: [], threadId: stored?.id ?? null }, now);
    return { added: first.added + rest.added, revised: first.revised + rest.revised, gone: first.gone + rest.gone };
  }

  private async store({ title, feedTitle, siteUrl, platform, ...said }: Document, source: Partial<WantedSource>) {
    const now = this.clock.now();
    const { posts } = said;
    const { added, revised } = await this.database.write(async (manager) => {
      const sourceId = await ensureSource(manager, { title, siteUrl, platform, ...source }, now);
      return this.storeThread(
        manager,
        { sourceId, feedId: null, threadId: null, title: feedTitle, ...said, undatedAt: earliest(posts) ?? now },
        now,
      );
    });
    const comments = posts.filter((post) => post.kind === 'comment' && !isPingback(post)).length;
    return { posts: posts.filter(({ kind }) => kind === 'post').length, comments, added, revised };
  }
}

/** A saved feed whose address nobody gave is read again with the one that it gives itself: its links may be relative to it. */
async function readArchive(bytes: Buffer, file: string, url: string | null, platforms: Platform[]): Promise<Document> {
  const knower = platforms.find((platform) => platform.refine);
  const refine = (post: Post, entry: Entry) => knower?.refine?.(post, entry) ?? post;
  const read = (base: string | null) => readFeed(bytes, { url: base, contentType: null, refine });
  const first = await read(url);
  const base = url ?? first.feed.url ?? first.feed.siteUrl;
  const { feed, posts, deleted } = base === url ? first : await read(base);
  // The feed of one post's comments belongs to the site of that post, and its title is that post's.
  const isOfOnePost =
    posts.length > 0 && posts.every(({ kind, url: at }) => kind === 'comment' && pageKey(at) === canonicalUrl(feed.siteUrl));
  const siteUrl = isOfOnePost ? originOf(feed.siteUrl) : (feed.siteUrl ?? url);
  return {
    title: (isOfOnePost ? null : feed.title) ?? titleOf(siteUrl, file),
    feedTitle: feed.title,
    siteUrl,
    platform: platforms[0]?.name,
    // An archive is not polled: its comment feeds may be long gone, and nobody asked for them.
    posts: posts.map((post) => ({ ...post, commentsFeedUrl: null })),
    linkbacks: [],
    deleted,
  };
}

function readDiscussion(document: PlatformDocument, platforms: Platform[]): Said | null {
  for (const platform of platforms) {
    const found = platform.read(document);
    const posts = found ? [...(found.post ? [found.post] : []), ...(found.posts ?? []), ...found.comments] : [];
    if (found && posts.length + found.references.length > 0) return { posts, linkbacks: found.references };
  }
  return null;
}

/** An export is a feed of posts that holds their comments in elements of its own, which no feed reader looks for. */
function saidBeside(posts: Post[], document: PlatformDocument, platforms: Platform[]): Said {
  const said = posts.some(({ kind }) => kind === 'comment') ? null : readDiscussion(document, platforms);
  return { posts: said?.posts.filter(({ kind }) => kind === 'comment') ?? [], linkbacks: said?.linkbacks ?? [] };
}

function readPage({ text, url, timezone }: PlatformDocument): Said | null {
  const thread = readSavedHtml(text, { timezone, url }) ?? readSavedText(text, { timezone, url });
  return thread && { posts: [thread.post, ...thread.comments], linkbacks: [] };
}

function originOf(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).origin : null;
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

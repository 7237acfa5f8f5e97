import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { reads } from '../config/command-kind.js';
import { FeedError } from '../../feeds/errors.js';
import { readFeed } from '../../feeds/read-feed.js';
import type { FeedReading, Post } from '../../feeds/types.js';

interface Options {
  url?: string;
  contentType?: string;
  json?: boolean;
}

export function registerParseCommand(program: Command): void {
  reads(program.command('parse'))
    .description('Read documents without storing them.')
    .argument('<file...>', 'feeds: RSS, Atom, RDF or JSON Feed')
    .option('--url <url>', 'where the document came from, for its relative links')
    .option('--content-type <type>', 'what the server called it')
    .option('--json', 'print one JSON object a line for each file')
    .action(async (files: string[], options: Options) => {
      for (const file of files) await parse(file, options);
    });
}

async function parse(file: string, { url = undefined, contentType, json }: Options): Promise<void> {
  try {
    const reading = await readFeed(await readFile(file), { url: url ?? null, contentType: contentType ?? null });
    process.stdout.write(json ? `${JSON.stringify({ file, ok: true, ...output(reading) })}\n` : `${summary(file, reading)}\n`);
  } catch (error) {
    const { code, message } = expected(error);
    process.exitCode = 1;
    if (json) process.stdout.write(`${JSON.stringify({ file, ok: false, error: { code, message } })}\n`);
    else process.stderr.write(`${file}: ${message}\n`);
  }
}

function expected(error: unknown): { code: string; message: string } {
  if (error instanceof FeedError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return { code: 'no-such-file', message: 'There is no such file.' };
  if (code === 'EISDIR') return { code: 'not-a-file', message: 'This is a folder; name the files in it.' };
  if (code === 'EACCES') return { code: 'not-readable', message: `The file may not be read by this user (${message}).` };
  throw error;
}

/** The shape that scripts hold on to: instants as ISO 8601 in UTC, `null` for what the document does not say. */
function output({ format, feed, posts, warnings }: FeedReading) {
  const { title, url, siteUrl, language, hubs } = feed;
  return { format, feed: { title, url, siteUrl, language, hubs }, posts: posts.map(outputPost), warnings };
}

function outputPost(post: Post) {
  const {
    guid,
    url,
    title,
    author,
    publishedAt,
    updatedAt,
    html,
    text,
    kind,
    inReplyTo,
    commentsUrl,
    commentsFeedUrl,
    commentCount,
    categories,
    enclosures,
  } = post;
  return {
    guid,
    url,
    title,
    author,
    publishedAt,
    updatedAt,
    html,
    text,
    kind,
    inReplyTo,
    commentsUrl,
    commentsFeedUrl,
    commentCount,
    categories,
    enclosures,
  };
}

function summary(file: string, { format, feed, posts, warnings }: FeedReading): string {
  const lines = [`${file}: ${feed.title ?? 'untitled'} (${format}), ${posts.length} ${posts.length === 1 ? 'entry' : 'entries'}`];
  for (const post of posts.slice(0, 10)) {
    const when = post.publishedAt ?? post.updatedAt;
    lines.push(
      `  ${when ? when.toISOString().slice(0, 16).replace('T', ' ') : 'no date         '}  ${post.kind === 'comment' ? '  ' : ''}${post.title ?? post.text.slice(0, 70)}`,
    );
  }
  if (posts.length > 10) lines.push(`  … and ${posts.length - 10} more`);
  return [...lines, ...warnings.map((warning) => `  Warning: ${warning.message}`)].join('\n');
}

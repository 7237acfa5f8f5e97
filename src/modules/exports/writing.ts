import { createHash, type Hash } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import { cellOf } from '../pages/cells.js';
import type { ExportedPost } from '../posts/exported-post.js';

export const FORMATS = ['ndjson', 'csv'] as const;
export type ExportFormat = (typeof FORMATS)[number];

/** What was written: the same bytes have the same numbers. */
export interface Tally {
  rows: number;
  bytes: number;
  sha256: string;
}

/** Writes pages of posts, and counts what it writes. */
export class Writing {
  private rows = 0;
  private bytes = 0;
  private readonly hash: Hash = createHash('sha256');

  constructor(private readonly format: ExportFormat) {}

  async *of(pages: AsyncIterable<readonly ExportedPost[]>): AsyncGenerator<Buffer> {
    // With the first page: what goes wrong before that is seen before anything is written.
    let head = this.format === 'csv' ? stringify([COLUMNS]) : '';
    for await (const page of pages) {
      this.rows += page.length;
      yield this.count(head + (this.format === 'csv' ? toCsv(page) : page.map((post) => `${JSON.stringify(post)}\n`).join('')));
      head = '';
    }
    if (head !== '') yield this.count(head);
  }

  /** Of what was written by now. */
  tally(): Tally {
    return { rows: this.rows, bytes: this.bytes, sha256: this.hash.copy().digest('hex') };
  }

  private count(text: string): Buffer {
    const bytes = Buffer.from(text);
    this.bytes += bytes.length;
    this.hash.update(bytes);
    return bytes;
  }
}

/** One flat row; lists are joined by spaces, people split into columns. */
function flat({ author, links, mentions, coders, codes, notes, linkbacks, ...post }: ExportedPost): Record<string, unknown> {
  return {
    ...post,
    authorName: author.name,
    authorUrl: author.url,
    authorHandle: author.handle,
    mentions: mentions.map(({ entity, role }) => `${entity}:${role}`).join(' '),
    coders: coders.join('; '),
    codes: codes.map(({ code, coder }) => `${code}: ${coder}`).join('; '),
    notes: notes.map(({ coder, text }) => `${coder}: ${text}`).join('\n'),
    links: links.map(({ url }) => url).join(' '),
    linkbacks: linkbacks.map(({ url, title }) => url ?? title ?? '').join(' '),
  };
}

const COLUMNS = [
  ...[
    'id',
    'guid',
    'url',
    'kind',
    'source',
    'platform',
    'affiliation',
    'speaks',
    'authorName',
    'authorUrl',
    'authorHandle',
    'title',
    'text',
  ],
  ...[
    'language',
    'publishedAt',
    'at',
    'rootId',
    'parentId',
    'parentUrl',
    'depth',
    'namesParent',
    'replyBasis',
    'replyConfidence',
    'mentions',
    'coders',
    'codes',
    'notes',
  ],
  ...['links', 'commentCount', 'likes', 'shares', 'views', 'countedAt', 'duplicateOf', 'revisions', 'goneAt', 'isStub', 'linkbacks'],
];

function toCsv(page: readonly ExportedPost[]): string {
  return stringify(page.map(flat), {
    columns: COLUMNS,
    cast: { string: cellOf, boolean: String, date: (date) => date.toISOString() },
  });
}

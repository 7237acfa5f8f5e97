import { PERIOD_KINDS, type PeriodKind } from '../digests/period.js';
import { parsePostId } from '../posts/post-id.js';

/** What one can subscribe to, as readers name it. */
export type StreamName =
  { kind: 'source' | 'entity' | 'watch'; slug: string } | { kind: 'thread'; id: number } | { kind: 'editions'; of: PeriodKind };

export interface Folder {
  kind: 'folder';
  label: string;
}

/** What one can ask for: a stream, or what gathers several. */
export type Target = StreamName | Folder | { kind: 'all' } | { kind: 'starred' } | { kind: 'read' };

const PREFIX = 'feed/hustings:';
const SLUG = /^[a-z0-9][a-z0-9-]{0,199}$/;

/** `feed/hustings:source/harbour-lamp` */
export function streamId(name: StreamName): string {
  switch (name.kind) {
    case 'thread':
      return `${PREFIX}thread/${name.id}`;
    case 'editions':
      return `${PREFIX}editions/${name.of}`;
    case 'source':
    case 'entity':
    case 'watch':
      return `${PREFIX}${name.kind}/${name.slug}`;
  }
}

export function folderId(label: string): string {
  return `user/-/label/${label}`;
}

export const STATE = 'user/-/state/com.google/';

/** The user stands in it as `-` or by a number. Null for what is no name of a stream of ours. */
export function parseTarget(text: string): Target | null {
  if (text.startsWith(PREFIX)) return parseName(text.slice(PREFIX.length));
  const [, kind, name = ''] = /^user\/(?:-|\d{1,10})\/(state\/com\.google|label)\/(.{1,200})$/.exec(text) ?? [];
  if (kind === 'label') return { kind: 'folder', label: name };
  if (name === 'reading-list') return { kind: 'all' };
  if (name === 'starred') return { kind: 'starred' };
  return name === 'read' ? { kind: 'read' } : null;
}

/** `feed/` and the address of a page of ours, or of its feed: so an entity, a thread or a watch is followed by what stands in the browser. */
export function parseAddress(text: string, baseUrl: string): StreamName | null {
  const address = text.replace(/^feed\//, '');
  if (!URL.canParse(address) || new URL(address).host !== new URL(baseUrl).host) return null;
  const path = new URL(address).pathname.replace(new URL(baseUrl).pathname.replace(/\/$/, ''), '').replace(/\.(atom|rss|json)$/, '');
  const [, kind = '', name = ''] = /^\/(entities|watches|threads)\/([^/]+)$/.exec(path) ?? [];
  return kind === '' ? null : parseName(`${{ entities: 'entity', watches: 'watch', threads: 'thread' }[kind]}/${name}`);
}

function parseName(text: string): StreamName | null {
  const [kind = '', name = '', ...rest] = text.split('/');
  if (rest.length > 0) return null;
  if (kind === 'thread') {
    const id = parsePostId(name);
    return id === null ? null : { kind, id };
  }
  if (kind === 'editions') {
    const of = PERIOD_KINDS.find((each) => each === name);
    return of === undefined ? null : { kind, of };
  }
  return (kind === 'source' || kind === 'entity' || kind === 'watch') && SLUG.test(name) ? { kind, slug: name } : null;
}

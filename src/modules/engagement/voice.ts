import type { ReplyBasis } from '../../feeds/types.js';
import { authorKeyOf } from '../affiliations/affiliation-at.js';
import { isValidOn, type Validity } from '../mentions/watched.js';
import { sourceSpeaks } from '../posts/speaker.js';
import type { Message } from './measures/message.js';

/** Whose conversation is measured: a source, one author of it, or (with the sources and the mentions of an entity) a body. */
export interface Voice {
  sourceIds: readonly number[];
  /** One author alone, as `authorKeyOf` folds the name; null for all that speak for the sources. */
  authorKey: string | null;
  /** Entities whose mentions with the role `addressed` are said to this voice. */
  entityIds: readonly number[];
  /** The days on which a source is the voice's own; one that is not named here always is. */
  terms?: ReadonlyMap<number, readonly Validity[]>;
}

/** A name that signs posts in a source's own feed, and an address with it where one is given. */
export interface Signature {
  sourceId: number;
  authorName: string;
  authorUrl: string | null;
}

/** A stored message, as `TalkQuery` reads it. */
export interface TalkRow {
  id: number;
  threadId: number;
  parentId: number | null;
  sourceId: number;
  kind: 'post' | 'comment';
  authorName: string | null;
  authorUrl: string | null;
  replyBasis: ReplyBasis | null;
  /** 1 where the document names something that it answers. */
  namesParent: number;
  commentCount: number | null;
  likes: number | null;
  shares: number | null;
  sortAt: number;
  goneAt: number | null;
  isStub: number;
  feedRole: string | null;
  siteUrl: string | null;
  affiliation: string;
}

/** Names that anybody uses tell nobody from others. */
const NOBODY = new Set(['anonymous', 'anon', 'anonym', 'anonyme', 'anónimo', 'guest', 'admin', 'unknown', 'no name', 'user']);

/**
 * Decides who speaks, and makes of stored rows what the measures count.
 *
 * A message is the voice's own if its source published it: a post, or a reply in the source's own feed of posts. A comment beneath its own posts
 * is its own only if it is signed as one who signs its posts, and nothing speaks against that: anybody can sign so. An address beside the name
 * must be one of the source's site, or the one that stands beside the name there; a name without one must have two words at least.
 */
export class Listener {
  private readonly sources: ReadonlySet<number>;
  private readonly signatures = new Map<string, Set<string | null>>();

  constructor(
    private readonly voice: Voice,
    signatures: readonly Signature[],
  ) {
    this.sources = new Set(voice.sourceIds);
    for (const { sourceId, authorName, authorUrl } of signatures) {
      const key = signatureKey(sourceId, authorName);
      this.signatures.set(key, (this.signatures.get(key) ?? new Set()).add(authorUrl));
    }
  }

  messageOf(row: TalkRow, text: string, isAddressed: boolean): Message {
    return {
      id: row.id,
      threadId: row.threadId,
      parentId: row.parentId,
      at: row.sortAt,
      kind: row.kind,
      own: this.isOwn(row),
      person: personOf(row),
      isFlat: row.replyBasis === 'feed',
      answersElsewhere: row.kind === 'comment' || row.namesParent === 1,
      isAddressed,
      // A post that nobody has brought yet was published, but what it says is not known: answers hang on it, and it is not counted.
      isGone: row.goneAt !== null || row.isStub === 1,
      text,
      counts: { likes: row.likes, comments: row.commentCount, shares: row.shares },
    };
  }

  isOwn(row: TalkRow): boolean {
    if (!this.sources.has(row.sourceId) || !this.isHeld(row)) return false;
    if (this.voice.authorKey !== null && (row.authorName === null || authorKeyOf(row.authorName) !== this.voice.authorKey)) return false;
    return sourceSpeaks(row) || this.isSigned(row);
  }

  private isHeld({ sourceId, sortAt }: TalkRow): boolean {
    const terms = this.voice.terms?.get(sourceId);
    return terms === undefined || terms.some((term) => isValidOn(term, new Date(sortAt).toISOString().slice(0, 10)));
  }

  /** Its own by signature alone: said beside the figures. */
  isSigned(row: TalkRow): boolean {
    if (sourceSpeaks(row) || row.authorName === null) return false;
    const addresses = this.signatures.get(signatureKey(row.sourceId, row.authorName));
    if (addresses === undefined) return false;
    if (row.authorUrl === null) return /\S\s+\S/.test(row.authorName.trim());
    return addresses.has(row.authorUrl) || (hostOf(row.siteUrl) !== null && hostOf(row.authorUrl) === hostOf(row.siteUrl));
  }
}

/** A source that speaks without a name is known by itself, anybody else by name. */
export function personOf(row: Pick<TalkRow, 'authorName' | 'kind' | 'feedRole' | 'sourceId'>): string | null {
  const key = row.authorName === null ? null : authorKeyOf(row.authorName);
  if (key !== null && !NOBODY.has(key)) return key;
  return sourceSpeaks(row) ? `source:${row.sourceId}` : null;
}

function signatureKey(sourceId: number, name: string): string {
  return `${sourceId} ${authorKeyOf(name)}`;
}

function hostOf(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).host.replace(/^www\./, '') : null;
}

import type { ReplyBasis } from '../../feeds/types.js';
import type { LinkbackKind } from '../posts/linkback.entity.js';
import type { Affiliation } from '../sources/source.entity.js';

/** `start` and `end` are UTF-16 indices; a `reply` speaks to an entity by answering it, and has no words. */
export interface ExportedMention {
  entity: string;
  role: string;
  field: string;
  text: string;
  start: number;
  end: number;
}

/** A post as scripts get it. The names are a promise. */
export interface ExportedPost {
  id: number;
  guid: string;
  url: string | null;
  kind: 'post' | 'comment';
  source: string;
  platform: string;
  /** Whose voice the message is, by its author and date; of a reader's comment that is not known. */
  affiliation: Affiliation;
  /** The source says it itself, and not somebody who comments there. */
  speaks: boolean;
  author: { name: string | null; url: string | null; handle: string | null };
  title: string | null;
  text: string;
  language: string | null;
  publishedAt: Date | null;
  /** Where it stands in time: as published, else as first seen. */
  at: Date;
  rootId: number;
  parentId: number | null;
  parentUrl: string | null;
  depth: number;
  /** It names something that it answers, be that stored or not. */
  namesParent: boolean;
  replyBasis: ReplyBasis | null;
  replyConfidence: number | null;
  /** Who is watched and mentioned here: `text` is what stands at that place of the text, of the title, or of an address that the post links to. */
  mentions: ExportedMention[];
  /** Who judged it by the codebook, whichever codes they gave; then the codes, and why. */
  coders: string[];
  codes: { code: string; coder: string }[];
  notes: { coder: string; text: string }[];
  links: { url: string; text: string }[];
  /** As its platform counts them, at `countedAt`; null where it does not. */
  commentCount: number | null;
  likes: number | null;
  shares: number | null;
  views: number | null;
  countedAt: Date | null;
  /** The earliest post that says the same, where this is not it. */
  duplicateOf: number | null;
  revisions: number;
  goneAt: Date | null;
  /** Nobody has brought it yet: its comments tell that it is there. */
  isStub: boolean;
  /** Pages elsewhere that link to this post. */
  linkbacks: { kind: LinkbackKind; url: string | null; title: string | null; publishedAt: Date | null }[];
}

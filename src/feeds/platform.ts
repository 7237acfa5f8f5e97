import { parseJson } from './json.js';
import type { Entry, Post, Warning } from './types.js';

/** What is known of a post when its discussion is looked for. */
export interface PostFacts {
  guid: string;
  url: string | null;
  commentsUrl: string | null;
  commentsFeedUrl: string | null;
  /** As the publisher says. */
  commentCount: number | null;
}

/** One address to ask for a discussion. Only ever a GET: nothing on a platform is written to. */
export interface Ask {
  url: string;
  /** activity: JSON as ActivityPub has it, which its servers give only to those who ask for it. */
  accept: 'json' | 'activity' | 'html' | 'feed';
  /** Where the platform's credential goes: the name of a query parameter, or the bearer header. Null where none is needed. */
  credential: { parameter: string } | 'bearer' | null;
  /** What to ask where this is refused: a page tells less than an API, and more than nothing. */
  instead?: Ask;
}

/** A document of a platform: an API's answer, a page, or a saved file of either. */
export interface PlatformDocument {
  url: string | null;
  text: string;
  /** The text parsed, where it is JSON; `undefined` where it is not. */
  json: unknown;
  /** For dates that name no zone (IANA name). */
  timezone: string;
}

/** A document as the readers of platforms take it. */
export function platformDocument(text: string, url: string | null, timezone: string): PlatformDocument {
  return { url, text, json: /^\s*[[{]/.test(text) ? jsonOf(text) : undefined, timezone };
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    // What begins like JSON and is none is left to those who read pages.
    return undefined;
  }
}

/** A link from another site's post to this one (pingback, trackback, webmention): an edge between posts, never a speaker in the thread. */
export interface Reference {
  /** The page that links here. */
  url: string;
  title: string | null;
  excerpt: string | null;
  publishedAt: Date | null;
  /** The guid or the page of the post that is linked to, where the document says it for each. */
  target?: string;
}

export interface Discussion {
  /** The post itself, where the document holds it. */
  post: Post | null;
  /** The posts of a document that holds several, as an export does; `post` is null then. */
  posts?: Post[];
  /**
   * Comments in the order of the document. `inReplyTo.ref` is the guid of the parent as this platform gives guids (of the post for a comment on
   * it), `replyBasis` says how it is known. A comment whose parent is not told has `inReplyTo: null`.
   */
  comments: Post[];
  references: Reference[];
  /** What else to ask: further pages, branches left out. */
  more: Ask[];
  /** How many comments the platform says there are, seen or not. */
  count: number | null;
  /** How many follow the account that the document is about, where it is about one. */
  followers?: number;
  /** The platform shows some comments and not others (the newest, those of a week): what is not here need not be gone. */
  isPart?: boolean;
  warnings: Warning[];
}

export interface Platform {
  /** As in `source.platform`: `wordpress`, `mastodon`, … The file has the same name. */
  name: string;
  label: string;
  /** For a person: what its documents offer of a discussion, and what they do not. */
  offers: string;
  /** The references of its discussions are posts that quote the post, and say something of their own. */
  quotes?: true;
  /** What an admin must bring, and where it is to be had; null where everything is open. */
  credential: string | null;
  /** What its API allows; null where nothing is said. */
  rate: { requests: number; perMs: number } | null;
  /**
   * Is this one of mine? From an address, or from the document alone (a saved file has no address).
   * Out: 0 for no, 1 for surely, between for a guess.
   */
  recognise(evidence: { url: string | null; document: PlatformDocument | null }): number;
  /** Which addresses to ask for the discussion of a post; none where the platform has none. */
  asks(post: PostFacts): Ask[];
  /**
   * Which addresses to ask for what an account or a community says, replies to others included, where its feeds hold less or there are none.
   * In: its page, or such an address. Out: none for what is no account of this platform. Absent where the feeds say it all.
   */
  follow?: (url: string) => Ask[];
  /** Reads what such an address answered, or a saved copy of it; null for a document that is none of these. Never throws, never invents. */
  read(document: PlatformDocument): Discussion | null;
  /**
   * What the platform's feeds mean beyond what every feed says: a prefix that is none of the author's words, a parent that the body names.
   * In: a post as read from an entry of one of its feeds, and that entry. Out: the post to keep. Absent where the general reading is right.
   */
  refine?: (post: Post, entry: Entry) => Post;
}

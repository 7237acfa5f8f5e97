/** What is watched for, as the matcher takes it. Days are `YYYY-MM-DD`, both ends included; null is without an end. */
export interface Validity {
  from: string | null;
  until: string | null;
}

export interface Alias extends Validity {
  text: string;
  /** True where "Labour" is the party and "labour" is not. */
  isCaseSensitive: boolean;
}

/** An account. Another may have held it before, or will hold it later. */
export interface Handle extends Validity {
  /** As the platform of a source is called, such as `twitter`. */
  platform: string;
  /** Without the first `@`; accounts on servers that talk with each other name their server: `user@server`. */
  name: string;
}

/** A body or a person that is watched. */
export interface Watched extends Validity {
  id: number;
  /** The first of the aliases, whatever its case. */
  name: string;
  aliases: Alias[];
  handles: Handle[];
  /** Without `#`. */
  hashtags: string[];
  /** Everything at and below these addresses is the entity's. */
  urls: string[];
  /** Rules of `exclusions.ts` that rule a mention out. */
  excluding: string[];
}

/**
 * What a post does with an entity, the first that holds:
 * quoted: the words are another's: the mention stands in a quotation, or the entity is named as the one whose words are given;
 * addressed: the post speaks to it; linked: it is there as an address and no more; discussed: everything else.
 */
export const ROLES = ['addressed', 'discussed', 'quoted', 'linked'] as const;
export type Role = (typeof ROLES)[number];

/** Where a mention stands: in words, in an address that the post links to, or in whose message the post answers. */
export type Field = 'text' | 'title' | 'link' | 'reply';

/** One entity at one place of one post. */
export interface Found {
  entityId: number;
  role: Role;
  field: Field;
  /** Which link of the post, for `link`; else 0. */
  position: number;
  /** UTF-16 indices into the field: the text, the title, or the address of the link. Both 0 for `reply`, which has no words. */
  start: number;
  end: number;
  /** The alias, handle, hashtag or address by which it was found. */
  alias: string;
}

/** What the matcher reads of a post. */
export interface Readable {
  kind: string;
  title: string | null;
  text: string;
  html: string;
  platform: string;
  /** The day on which aliases must be valid. */
  day: string;
  links: { position: number; url: string; key: string }[];
  /** Addresses of whoever speaks: the author's, and the source's where the post speaks for it. */
  speakerUrls: string[];
  /** The same of the message that this one answers; empty where it answers none. */
  answeredUrls: string[];
}

export function isValidOn({ from, until }: Validity, day: string): boolean {
  return (from === null || from <= day) && (until === null || day <= until);
}

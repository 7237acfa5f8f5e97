import { z } from 'zod';
import { AFFILIATIONS } from '../sources/source.entity.js';

export const SCHEMA = 'hustings-export/1';

const instant = z.int().nullable();

/** What is known of a source besides its messages; with it, all figures of its talk can be made again. Instants are milliseconds since 1970. */
const talk = z.object({
  from: z.int(),
  until: z.int(),
  period: z.string(),
  /** The present, for what might still have been answered. */
  asOf: z.int(),
  /** The source as it stands in general; in `periods`, whose voice it or one of its authors was in which time. */
  source: z.object({
    slug: z.string(),
    title: z.string(),
    siteUrl: z.string().nullable(),
    platform: z.string(),
    affiliation: z.enum(AFFILIATIONS),
  }),
  periods: z.array(z.object({ authorKey: z.string().nullable(), affiliation: z.enum(AFFILIATIONS), fromAt: instant, untilAt: instant })),
  /** Watched entities that are the source itself: what is addressed to them is said to it. */
  entities: z.array(z.string()),
  /** Who signs what it publishes. */
  signatures: z.array(z.object({ authorName: z.string(), authorUrl: z.string().nullable() })),
  /** How the polls of its feeds went, by days since 1970 in UTC. */
  pollDays: z.array(z.object({ day: z.int(), isMain: z.int(), feeds: z.int(), read: z.int() })),
  followers: z.int().nullable(),
  /** There was more than could be looked at: the figures are of the newest. */
  isCut: z.boolean(),
});

const manifest = z.object({
  schema: z.literal(SCHEMA),
  program: z.object({ name: z.literal('hustings'), version: z.string() }),
  /** What gives the same bytes again from the same store. */
  command: z.string(),
  /** As they were understood: days are of `zone`, a query is as it was read. */
  parameters: z.record(z.string(), z.string().nullable()),
  rows: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** What the store held: its newest post, the newest revision of one, and the newest judgement of a coder. */
  store: z.object({ post: z.int(), revision: z.int(), coding: z.int() }),
  createdAt: z.iso.datetime(),
  talk: talk.optional(),
});

export type Manifest = z.infer<typeof manifest>;
export type ManifestTalk = z.infer<typeof talk>;

export type ReadManifest = { ok: true; manifest: Manifest } | { ok: false; sentence: string };

/** Reads the text of a manifest. */
export function readManifest(text: string): ReadManifest {
  const read = manifest.safeParse(parsed(text));
  if (read.success) return { ok: true, manifest: read.data };
  const [issue] = read.error.issues;
  const where = issue && issue.path.length > 0 ? ` (${issue.path.join('.')}: ${issue.message})` : '';
  return { ok: false, sentence: `The manifest is none that this version of Hustings reads${where}.` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

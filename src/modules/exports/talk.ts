/** The talk of a source as an export holds it, and back: what was heard is the same, and so are all figures. */
import { z } from 'zod';
import type { Hearing } from '../engagement/hearing.js';
import { TEXT_CHARACTERS } from '../engagement/talk.query.js';
import type { TalkRow } from '../engagement/voice.js';
import type { ManifestTalk } from './manifest.js';

const text = z.string().nullable();
const count = z.int().nullable();

/** A post as a line of an export gives it back: what figures are made of. */
const line = z.object({
  id: z.int(),
  kind: z.enum(['post', 'comment']),
  source: z.string(),
  speaks: z.boolean(),
  author: z.object({ name: text, url: text }),
  title: text,
  text: z.string(),
  at: z.iso.datetime(),
  rootId: z.int(),
  parentId: count,
  namesParent: z.boolean(),
  replyBasis: z.enum(['explicit', 'markup', 'feed', 'inferred']).nullable(),
  mentions: z.array(z.object({ entity: z.string(), role: z.string() })),
  commentCount: count,
  likes: count,
  shares: count,
  goneAt: z.iso.datetime().nullable(),
  isStub: z.boolean(),
});

export type ExportedLine = z.infer<typeof line>;

/** The number of the source itself among those of an export. */
const ITSELF = 1;

/** Throws for what is no line of an export: its hash has been compared before. */
export function readLine(json: string): ExportedLine {
  return line.parse(JSON.parse(json));
}

/** What stands in the manifest beside the messages. */
export function talkOf(hearing: Hearing, entities: string[]): ManifestTalk {
  const { sources, periods, signatures, pollDays, followers, isCut, span, asOf } = hearing;
  const [source] = sources;
  if (!source || sources.length > 1) throw new Error('The talk of one source is exported at a time');
  const { id, slug, title, siteUrl, platform, affiliation } = source;
  return {
    from: span.from,
    until: span.until,
    period: span.name,
    asOf,
    source: { slug, title, siteUrl, platform, affiliation },
    periods: (periods.get(id) ?? []).map(({ authorKey, affiliation: voice, fromAt, untilAt }) => ({
      authorKey,
      affiliation: voice,
      fromAt,
      untilAt,
    })),
    entities,
    signatures: signatures.map(({ authorName, authorUrl }) => ({ authorName, authorUrl })).sort(bySignature),
    pollDays: [...(pollDays.get(id) ?? [])]
      .map(({ day, isMain, feeds, read }) => ({ day, isMain, feeds, read }))
      .sort((a, b) => a.day - b.day || a.isMain - b.isMain),
    followers,
    isCut,
  };
}

/** What was heard, from an export alone. */
export function hearingOf(talk: ManifestTalk, lines: readonly ExportedLine[], authorKey: string | null): Hearing {
  const { source, periods, signatures, pollDays, followers, isCut, asOf } = talk;
  const span = { name: talk.period, from: talk.from, until: talk.until };
  // Other sources have numbers, too, by which those who speak without a name are told apart.
  const numbers = new Map([source.slug, ...lines.map((each) => each.source)].map((slug) => [slug, 0]));
  [...numbers.keys()].forEach((slug, index) => numbers.set(slug, ITSELF + index));
  const rows = lines.map((each) => rowOf(each, numbers.get(each.source) ?? 0, talk));
  return {
    voice: { sourceIds: [ITSELF], authorKey, entityIds: [] },
    sources: [{ id: ITSELF, ...source, isSample: 0, firstAt: null, latestAt: null }],
    periods: new Map([
      [ITSELF, periods.map((period) => ({ ...period, sourceId: ITSELF, authorName: null, evidenceUrl: null, note: null }))],
    ]),
    signatures: signatures.map((signature) => ({ sourceId: ITSELF, ...signature })),
    pollDays: new Map([[ITSELF, pollDays]]),
    followers,
    rows,
    addressed: new Set(
      lines.flatMap(({ id, at, mentions }) => {
        const isInPeriod = Date.parse(at) >= span.from && Date.parse(at) < span.until;
        const isNamed = mentions.some(({ entity, role }) => role === 'addressed' && talk.entities.includes(entity));
        return isInPeriod && isNamed ? [id] : [];
      }),
    ),
    texts: new Map(lines.map((each) => [each.id, saidIn(each.title, each.text)])),
    isCut,
    span,
    asOf,
  };
}

function rowOf(said: ExportedLine, sourceId: number, { source }: ManifestTalk): TalkRow {
  const { id, kind, author, parentId, replyBasis, commentCount, likes, shares, goneAt } = said;
  return {
    id,
    threadId: said.rootId,
    parentId,
    sourceId,
    kind,
    authorName: author.name,
    authorUrl: author.url,
    replyBasis,
    namesParent: said.namesParent ? 1 : 0,
    commentCount,
    likes,
    shares,
    sortAt: Date.parse(said.at),
    goneAt: goneAt === null ? null : Date.parse(goneAt),
    isStub: said.isStub ? 1 : 0,
    feedRole: said.speaks ? 'posts' : 'comments',
    siteUrl: sourceId === ITSELF ? source.siteUrl : null,
    affiliation: source.affiliation,
  };
}

/** As the store reads it: no more than the beginning. */
function saidIn(title: string | null, said: string): string {
  const beginning = said.length > TEXT_CHARACTERS ? [...said].slice(0, TEXT_CHARACTERS).join('') : said;
  return title === null ? beginning : `${title}\n\n${beginning}`;
}

type Signed = ManifestTalk['signatures'][number];

function bySignature(a: Signed, b: Signed): number {
  return compare(a.authorName, b.authorName) || compare(a.authorUrl ?? '', b.authorUrl ?? '');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

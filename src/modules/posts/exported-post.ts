import { z } from 'zod';
import { AFFILIATIONS } from '../sources/source.entity.js';

/** The names are a promise: what scripts hold on to, in files and over the API alike. */
const exportedMention = z.object({
  entity: z
    .string()
    .describe('The slug of who is mentioned')
    .meta({ examples: ['department-for-harbours'] }),
  role: z
    .string()
    .describe('How: addressed, discussed, quoted or linked')
    .meta({ examples: ['addressed'] }),
  field: z
    .string()
    .describe('Where: in the text, the title or a link; a reply speaks to somebody by answering, and has no words')
    .meta({ examples: ['text'] }),
  text: z
    .string()
    .describe('The words themselves')
    .meta({ examples: ['Harbours'] }),
  start: z
    .int()
    .describe('Where they begin, in UTF-16 units')
    .meta({ examples: [0] }),
  end: z
    .int()
    .describe('Where they end')
    .meta({ examples: [8] }),
});

const count = z.int().nullable();

export const exportedPost = z
  .object({
    id: z.int().meta({ examples: [42] }),
    guid: z
      .string()
      .describe('As its publisher knows it')
      .meta({ examples: ['https://lamp.example/?p=42'] }),
    url: z
      .string()
      .nullable()
      .meta({ examples: ['https://lamp.example/2008/04/opening-hours'] }),
    kind: z.enum(['post', 'comment']),
    source: z
      .string()
      .describe('The slug of its source')
      .meta({ examples: ['harbour-lamp'] }),
    platform: z.string().meta({ examples: ['wordpress'] }),
    affiliation: z.enum(AFFILIATIONS).describe('Whose voice it is, by its author and date; of a comment by a reader that is not known'),
    speaks: z
      .boolean()
      .describe('The source says it itself, and not somebody who comments there')
      .meta({ examples: [true] }),
    author: z.object({
      name: z
        .string()
        .nullable()
        .meta({ examples: ['Ruth Ferrier'] }),
      url: z
        .string()
        .nullable()
        .meta({ examples: [null] }),
      handle: z
        .string()
        .nullable()
        .meta({ examples: [null] }),
    }),
    title: z
      .string()
      .nullable()
      .meta({ examples: ['Opening hours'] }),
    text: z.string().meta({ examples: ['The lock is open on Saturday from 7 until dusk.'] }),
    language: z
      .string()
      .nullable()
      .meta({ examples: ['en'] }),
    publishedAt: z.date().nullable(),
    at: z.date().describe('Where it stands in time: as published, else as first seen'),
    rootId: z
      .int()
      .describe('What its thread begins with')
      .meta({ examples: [42] }),
    parentId: z
      .int()
      .nullable()
      .describe('What it answers, where that is here')
      .meta({ examples: [null] }),
    parentUrl: z
      .string()
      .nullable()
      .describe('The address of what it answers')
      .meta({ examples: [null] }),
    depth: z
      .int()
      .describe('How many messages stand above it')
      .meta({ examples: [0] }),
    namesParent: z.boolean().describe('It names something that it answers, be that here or not'),
    replyBasis: z
      .enum(['explicit', 'markup', 'feed', 'inferred'])
      .nullable()
      .describe('How it is known what it answers')
      .meta({ examples: [null] }),
    replyConfidence: z
      .number()
      .nullable()
      .describe('From 0 to 1, where that is inferred')
      .meta({ examples: [null] }),
    mentions: z.array(exportedMention).describe('Who is watched and mentioned here'),
    coders: z
      .array(z.string())
      .describe('Who judged it by the codebook, whichever codes they gave')
      .meta({ examples: [['Ann']] }),
    codes: z.array(
      z.object({ code: z.string().meta({ examples: ['answers-a-question'] }), coder: z.string().meta({ examples: ['Ann'] }) }),
    ),
    notes: z.array(z.object({ coder: z.string().meta({ examples: ['Ann'] }), text: z.string() })).meta({ examples: [[]] }),
    links: z.array(z.object({ url: z.string().meta({ examples: ['https://tallysheet.example/'] }), text: z.string() })),
    commentCount: count.describe('As its platform counts them, at `countedAt`').meta({ examples: [9] }),
    likes: count.meta({ examples: [null] }),
    shares: count.meta({ examples: [null] }),
    views: count.meta({ examples: [null] }),
    countedAt: z
      .date()
      .nullable()
      .meta({ examples: [null] }),
    duplicateOf: z
      .int()
      .nullable()
      .describe('The earliest post that says the same, where this is not it')
      .meta({ examples: [null] }),
    revisions: z
      .int()
      .describe('How often it was changed after we first read it')
      .meta({ examples: [0] }),
    goneAt: z
      .date()
      .nullable()
      .describe('When we saw that it had been removed')
      .meta({ examples: [null] }),
    isStub: z.boolean().describe('Nobody has brought it yet: its comments tell that it is there'),
    linkbacks: z
      .array(
        z.object({
          kind: z.enum(['pingback', 'webmention', 'quote']),
          url: z.string().nullable(),
          title: z.string().nullable(),
          publishedAt: z.date().nullable(),
        }),
      )
      .describe('Pages elsewhere that link to it')
      .meta({ examples: [[]] }),
  })
  .meta({ id: 'Post', description: 'A post or a comment, as exports write it, too.' });

export type ExportedMention = z.output<typeof exportedMention>;

/** A post as scripts get it. */
export type ExportedPost = z.output<typeof exportedPost>;

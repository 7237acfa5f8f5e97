import { z } from 'zod';
import { coverage } from '../engagement/figures.answer.js';
import { exportedPost } from '../posts/exported-post.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import { CURATION_ACTIONS } from './curation.entity.js';
import { PERIOD_KINDS } from './period.js';

const voice = z.enum(AFFILIATIONS).nullable().describe('By whose voice; null for readers');
const headline = z.string().meta({ examples: ['Opening hours'] });

export const listedEdition = z
  .object({
    key: z.string().meta({ examples: ['2008-04-03'] }),
    kind: z.enum(PERIOD_KINDS),
    from: z.date(),
    until: z.date(),
    messages: z
      .int()
      .describe('Posts and comments of the time')
      .meta({ examples: [57] }),
  })
  .meta({ id: 'ListedEdition', description: 'The digest of a day, a week or a month.' });

const said = z.object({ name: z.string(), text: z.string() });

const story = z.object({
  section: z.enum(['conversations', 'published']).describe('Talked about, or published and not talked about'),
  headline,
  post: exportedPost.describe('What it begins with'),
  replies: z
    .int()
    .describe('Comments of the time, on all posts that say the same')
    .meta({ examples: [9] }),
  people: z
    .int()
    .nullable()
    .describe('People who take part in it')
    .meta({ examples: [5] }),
  latestAt: z.date().nullable().describe('When the last word came'),
  pinnedBy: z
    .string()
    .nullable()
    .describe('Who put it first')
    .meta({ examples: [null] }),
  note: said
    .nullable()
    .describe('What an editor wrote to it')
    .meta({ examples: [null] }),
  retitledBy: z
    .string()
    .nullable()
    .describe('Who gave it the headline')
    .meta({ examples: [null] }),
});

const counted = z.array(z.object({ voice, count: z.int().meta({ examples: [3] }) }));

const sections = z.object({
  talkedAbout: z
    .array(
      z.object({
        entity: z.string().meta({ examples: ['department-for-harbours'] }),
        name: z.string().meta({ examples: ['Department for Harbours'] }),
        voices: z.array(z.object({ voice, messages: z.int().meta({ examples: [4] }) })),
        earlier: z
          .array(z.int())
          .describe('Messages in each of the earlier periods of its kind')
          .meta({ examples: [[2, 3, 2, 4]] }),
      }),
    )
    .describe('Who was mentioned'),
  answering: z
    .array(
      z.object({
        source: z.string().meta({ examples: ['harbour-lamp'] }),
        title: z.string().meta({ examples: ['Harbour Lamp'] }),
        affiliation: z.enum(AFFILIATIONS),
        asked: z
          .int()
          .describe('What was said to it')
          .meta({ examples: [12] }),
        answered: z
          .int()
          .describe('What it has answered of that so far')
          .meta({ examples: [7] }),
        open: z
          .int()
          .describe('Questions to it that nobody there has answered')
          .meta({ examples: [2] }),
        coverage,
      }),
    )
    .describe('Who answered'),
  questions: z
    .object({ total: z.int().meta({ examples: [2] }), newest: z.array(z.int()), oldest: z.array(z.int()) })
    .describe('Questions that nobody has answered, by the numbers of their posts'),
  changes: z.object({ edited: counted, removed: counted }).describe('What was edited and removed, as far as we saw it'),
  unread: z
    .array(
      z.object({
        source: z.string().meta({ examples: ['dark-jetty'] }),
        title: z.string().meta({ examples: ['Dark Jetty'] }),
        host: z.string().meta({ examples: ['jetty.example'] }),
        polls: z
          .int()
          .describe('How often it was asked in vain')
          .meta({ examples: [24] }),
      }),
    )
    .describe('What could not be read'),
  gaps: z
    .array(
      z.object({
        source: z.string().meta({ examples: ['dark-jetty'] }),
        title: z.string().meta({ examples: ['Dark Jetty'] }),
        from: z.date(),
        until: z.date(),
      }),
    )
    .describe('Times of which entries may be missing: more came between two looks at a feed than it shows at once'),
});

const numbers = {
  posts: z.int().meta({ examples: [23] }),
  comments: z.int().meta({ examples: [34] }),
  people: z.int().meta({ examples: [18] }),
  sources: z.int().meta({ examples: [6] }),
};

export const edition = z
  .object({
    key: z.string().meta({ examples: ['2008-04-03'] }),
    kind: z.enum(PERIOD_KINDS),
    title: z.string().meta({ examples: ['Thursday 3 April 2008'] }),
    from: z.date(),
    until: z.date(),
    phase: z.enum(['open', 'closed', 'archives']).describe('Open editions grow; those from archives were put together later'),
    at: z.date().nullable().describe('When it closes or closed, or since when we have listened'),
    numbers: z.object({
      ...numbers,
      conversations: z.int().meta({ examples: [5] }),
      copies: z
        .int()
        .describe('Posts that say what an earlier one says')
        .meta({ examples: [0] }),
      voices: z.array(z.object({ voice, ...numbers })),
    }),
    stories: z.array(story).describe('In their order'),
    sections: sections.nullable(),
    removed: z
      .int()
      .describe('Posts that have lost their words since it closed')
      .meta({ examples: [0] }),
    late: z
      .array(exportedPost)
      .describe('What came after it had closed')
      .meta({ examples: [[]] }),
    editedBy: z
      .array(z.string())
      .describe('Whose edits hold at present')
      .meta({ examples: [[]] }),
  })
  .meta({ id: 'Edition', description: 'What was said in a day, a week or a month.' });

export const edit = z
  .object({
    id: z.int().meta({ examples: [3] }),
    story: z
      .int()
      .describe('The number of its post')
      .meta({ examples: [42] }),
    action: z.enum(CURATION_ACTIONS),
    text: z
      .string()
      .nullable()
      .meta({ examples: ['Read this first.'] }),
    by: z.string().meta({ examples: ['Ann'] }),
    at: z.date(),
    undone: z
      .object({ by: z.string(), at: z.date() })
      .nullable()
      .meta({ examples: [null] }),
    holds: z
      .boolean()
      .describe('It was neither undone nor replaced by a later one')
      .meta({ examples: [true] }),
  })
  .meta({ id: 'Edit', description: 'What an editor did to a story of an edition.' });

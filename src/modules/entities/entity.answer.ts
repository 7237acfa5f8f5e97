import { z } from 'zod';
import { figures } from '../engagement/figures.answer.js';
import { type Role, ROLES } from '../mentions/watched.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import { WINDOW_NAMES } from '../spikes/spike.js';

export const affiliationOrOthers = z.enum([...AFFILIATIONS, 'others']);
const slug = z.string().meta({ examples: ['department-for-harbours'] });
const name = z.string().meta({ examples: ['Department for Harbours'] });
const kind = z
  .string()
  .nullable()
  .describe('What it is, in a word or two')
  .meta({ examples: ['department'] });
const messages = z.int().meta({ examples: [7] });
const counted = z.array(z.object({ voice: affiliationOrOthers.describe('`others` are readers'), messages }));
const validity = {
  from: z
    .string()
    .nullable()
    .meta({ examples: [null] }),
  until: z
    .string()
    .nullable()
    .meta({ examples: [null] }),
};

const finding = z.object({
  result: z.enum(['spike', 'coverage-changed']).describe('More than usual; or only because coverage changed'),
  window: z.enum(WINDOW_NAMES),
  from: z.date(),
  until: z.date(),
  count: messages,
  usual: z
    .number()
    .describe('The mean of a window before')
    .meta({ examples: [1.2] }),
});

export const listedEntity = z
  .object({
    slug,
    name,
    kind,
    messages: messages.describe('Messages of the last 28 days that mention it'),
    voices: counted.describe('The same by whose voice'),
    findings: z
      .array(finding)
      .describe('What stands out at present')
      .meta({ examples: [[]] }),
  })
  .meta({ id: 'ListedEntity', description: 'A body or a person that is watched, and how often it is mentioned of late.' });

export const entity = z
  .object({
    slug,
    name,
    kind,
    ...validity,
    aliases: z.array(z.object({ text: z.string().meta({ examples: ['Harbours'] }), isCaseSensitive: z.boolean(), ...validity })),
    handles: z.array(
      z.object({ platform: z.string().meta({ examples: ['twitter'] }), name: z.string().meta({ examples: ['harbourmin'] }), ...validity }),
    ),
    hashtags: z.array(z.string()).meta({ examples: [['harbours']] }),
    urls: z.array(z.string()).meta({ examples: [['https://lamp.example/']] }),
    excluding: z
      .array(z.string())
      .describe('Words that rule a mention out')
      .meta({ examples: [['pearl harbour']] }),
    isLookedThrough: z
      .boolean()
      .describe('All stored messages have been looked through since it changed')
      .meta({ examples: [true] }),
    lookedThrough: z
      .number()
      .describe('How much of them, from 0 to 1')
      .meta({ examples: [1] }),
    posts: z
      .int()
      .describe('Messages of all times that mention it, as far as they were looked through')
      .meta({ examples: [120] }),
    roles: z
      .object(Object.fromEntries(ROLES.map((role) => [role, z.int()])) as Record<Role, z.ZodInt>)
      .describe('Mentions in these, by how it is mentioned')
      .meta({ examples: [{ addressed: 4, discussed: 110, quoted: 3, linked: 9 }] }),
    createdAt: z.date(),
    updatedAt: z.date(),
  })
  .meta({ id: 'Entity', description: 'A body or a person that is watched, and what it is found by.' });

export const mentionFigures = z
  .object({
    entity: slug,
    from: z.date(),
    until: z.date(),
    isCut: z.boolean().describe('There was more than could be looked at: these are the newest'),
    messages: messages.describe('Messages that mention it: the list `about/all`'),
    voices: counted.describe('By whose voice: the lists `about/voice/…`'),
    roles: z.array(z.object({ role: z.enum(ROLES), messages })).describe('How it is mentioned: the lists `about/role/…`'),
    sources: z.array(z.object({ title: z.string().meta({ examples: ['Estuary Courier'] }), affiliation: z.enum(AFFILIATIONS), messages })),
    people: z.array(z.object({ name: z.string().meta({ examples: ['Owen Tranter'] }), messages })).describe('Readers'),
    beside: z.array(z.object({ slug: z.string(), name: z.string(), messages })).describe('Who is mentioned in the same messages'),
    threads: z.array(z.object({ threadId: z.int().meta({ examples: [42] }), messages, replies: z.int(), people: z.int() })),
    findings: z.array(finding),
    unanswered: z.array(z.int()).describe('Questions to it that nobody there has answered, by the numbers of their posts'),
    speaks: figures.nullable().describe('How it converses itself, in all of its sources; null where none is known'),
  })
  .meta({ id: 'Mentions', description: 'Who mentions somebody, how, and beside whom.' });

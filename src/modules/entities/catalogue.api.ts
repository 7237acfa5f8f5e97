import { ConflictException, Controller, Post } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { badRowsOf, isStored } from '../api/stored-list.js';
import { yesOrNo } from '../api/values.js';
import { readCatalogue } from '../mentions/catalogue.js';
import { draftOf } from '../mentions/draft.js';
import { EntitiesService, type Report } from '../mentions/entities.service.js';
import { importSummary } from '../mentions/entities.text.js';
import { rowsOf } from '../mentions/read-rows.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { refused, refusedWhole } from '../pages/problem.js';
import { fileText } from '../pages/upload.js';
import { LIST_MB_MAX } from './catalogue.controller.js';
import { askedEntity, ENTITIES } from './entities.api.js';
import { WatchedQuery } from './watched.query.js';

const count = (what: string, example: number) =>
  z
    .int()
    .describe(what)
    .meta({ examples: [example] });
const counts = z.object({ posts: count('Posts that mention it', 3), mentions: count('Mentions in them', 4) });
const found = {
  slug: z.string().meta({ examples: ['canal-trust'] }),
  before: counts.describe('As it is found now'),
  after: counts.describe('As it would be found, or is once the stored posts have been looked through'),
};
const message = (example: string) =>
  z
    .string()
    .describe('The same in words')
    .meta({ examples: [example] });
const lookedAt = count('Posts that were counted: all, or an even sample', 120);
const total = count('Posts that there are', 120);

const previewEntity = operation({
  id: 'previewEntity',
  summary: 'What would somebody be found by?',
  description: 'Counts what `createEntity` would find, or `changeEntity` of the one that `of` names, and stores nothing.',
  body: z.strictObject({
    ...askedEntity,
    of: z
      .string()
      .nullable()
      .default(null)
      .describe('The slug of the one that would be changed; null: of a new one')
      .meta({ examples: [null] }),
  }),
  answer: z.object({
    ...found,
    result: z
      .enum(['added', 'changed', 'unchanged', 'too-broad'])
      .describe('What would come of it; `too-broad` is stored with `anyway` only'),
    message: message('Canal Trust: 0 mentions in 0 posts before, 4 in 3 after.'),
    lookedAt,
    total,
    examples: z
      .array(
        z.object({
          is: z.enum(['new', 'still', 'lost']).describe('It would be found here where it is not now; as now; no longer'),
          post: count('The number of the post', 42),
          title: z
            .string()
            .nullable()
            .meta({ examples: ['Who pays for the dredging?'] }),
          before: z.string().meta({ examples: ['The '] }),
          found: z
            .string()
            .describe('Empty where it stands in an address, or in whom the post answers')
            .meta({ examples: ['Canal Trust'] }),
          after: z.string().meta({ examples: [' does not say.'] }),
        }),
      )
      .describe('The newest places of each sort, with the words around them'),
  }),
  errors: { 409: 'There is one of this name.' },
});

const importEntities = operation({
  id: 'importEntities',
  summary: 'Bring in a catalogue',
  description:
    'JSON (an object with `entities`, or a list of them) or CSV (a column for each field, lists parted by `;`). Who has a name that is watched is changed. What is stored is looked through in the background.',
  query: z.strictObject({
    dryRun: yesOrNo('Only say what it would change'),
    allOrNothing: yesOrNo('Store nothing if anything is refused'),
    anyway: yesOrNo('Also what more than half of all posts would mention'),
  }),
  file: { types: ['text/csv', 'text/json'], mbMax: LIST_MB_MAX },
  answer: z.object({
    isStored,
    message: message('Stored: 2 added, 0 changed, 1 unchanged, 0 refused. Counted in all 120 posts.'),
    lookedAt,
    total,
    entities: z.array(
      z.object({
        ...found,
        name: z.string().meta({ examples: ['Canal Trust'] }),
        result: z.enum(['added', 'changed', 'unchanged', 'refused', 'too-broad']).describe('What came of it, or would: see `isStored`'),
        message: message('Canal Trust: 0 mentions in 0 posts before, 4 in 3 after.'),
      }),
    ),
    badRows: badRowsOf({ name: z.string().nullable() }),
  }),
});

/** What a catalogue, or one entity, would find and change. */
@Controller('api/v1/entities')
@Allowed('admin')
@Cached('own')
@About(ENTITIES)
export class CatalogueApi {
  constructor(
    private readonly service: EntitiesService,
    private readonly watched: WatchedQuery,
  ) {}

  @Post('preview')
  @Operation(previewEntity)
  async preview(@Input() { body }: Asked<typeof previewEntity>): Promise<Answer<typeof previewEntity>> {
    const { of, ...said } = body;
    const read = draftOf(said);
    if (!read.ok) throw refusedWhole(read.problems);
    if (of !== null && (await this.watched.bySlug(of)) === null) throw refused({ of: 'Nobody who is watched has this slug.' });
    const { reports } = await this.service.save([read.draft], { isPreview: true, of });
    const { slug, result, message, before, after, lookedAt, total, examples } = reports[0]!;
    if (of === null && (await this.watched.bySlug(slug)))
      throw new ConflictException(`Somebody of this name is watched already, as ${slug}. Name that one as "of".`);
    if (result === 'taken') throw refused({ name: message });
    if (result === 'refused') throw refused({ aliases: message });
    const places = examples.map(({ postId, ...example }) => ({ post: postId, ...example }));
    return { slug, result, message, before, after, lookedAt, total, examples: places };
  }

  @Post('import')
  @Operation(importEntities)
  async import(@Input() { query, file }: Asked<typeof importEntities>): Promise<Answer<typeof importEntities>> {
    const { dryRun, allOrNothing, anyway } = query;
    const text = fileText(file);
    if (text === '') throw refusedWhole(['Send the catalogue as the body: there was none.']);
    const read = readCatalogue(text);
    if (!read.ok) throw refusedWhole([read.problem]);
    const { drafts, badRows } = rowsOf(read.rows);
    const isVoid = allOrNothing && badRows.length > 0;
    const { reports, isStored } = await this.service.save(drafts, { force: anyway, allOrNothing, isPreview: dryRun || isVoid });
    const [first] = reports;
    return {
      isStored,
      message: importSummary({ isStored, isPreview: dryRun, reports, badRows }),
      lookedAt: first?.lookedAt ?? 0,
      total: first?.total ?? 0,
      entities: reports.map(reportJson),
      badRows: badRows.map(({ row, name, problems }) => ({ row, name: name ?? null, problems })),
    };
  }
}

/** In a list no name is taken: it says who is changed. */
function reportJson({ slug, name, result, message, before, after }: Report) {
  return { slug, name, result: result === 'taken' ? ('refused' as const) : result, message, before, after };
}

import { ConflictException, Controller, Delete, Get, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partFrom, partOf } from '../api/paging.js';
import { numberOf } from '../api/values.js';
import { Allowed, signatureOf } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { InvalidRequest, refused } from '../pages/problem.js';
import { CURATION_ACTIONS } from './curation.entity.js';
import { curationOf, editorOf } from './curation.form.js';
import { Curations } from './curations.js';
import { Editing } from './editing.js';
import { edit } from './edition.answer.js';
import { editsJson } from './edition-json.js';
import { editionPath } from './editions.api.js';
import { Editions } from './editions.js';

const by = z
  .string()
  .optional()
  .describe('Who does it; of an account, its own name goes before')
  .meta({ examples: ['Ann'] });
const errors = { 404: 'There is no such edition.' };

const listEdits = operation({
  id: 'listEdits',
  summary: 'What editors did to an edition',
  description: 'The latest first; also what was undone.',
  path: editionPath,
  query: z.strictObject(paging(z.int())),
  answer: partOf(edit),
  errors,
});

const createEdit = operation({
  id: 'createEdit',
  summary: 'Edit a story of an edition',
  description: 'Puts it first, leaves it out, writes a note to it, or gives it a title. The last of a kind holds.',
  path: editionPath,
  body: z.strictObject({
    story: z
      .int('Choose a story.')
      .describe('The number of its post')
      .meta({ examples: [42] }),
    action: z.enum(CURATION_ACTIONS, 'Choose what to do with it.'),
    text: z
      .string()
      .default('')
      .describe('The note or the title')
      .meta({ examples: [''] }),
    by,
  }),
  answer: edit,
  status: 201,
  errors,
});

const undoEdit = operation({
  id: 'undoEdit',
  summary: 'Undo an edit',
  description: 'What it replaced holds again.',
  path: editionPath.extend({ id: numberOf('the edit') }),
  query: z.strictObject({ by }),
  errors: { 404: 'There is no such edition, or no such edit of it.', 409: 'It was undone before.' },
});

@Controller('api/v1/editions/:edition/edits')
@Allowed('reader')
@Cached('own')
@About({ name: 'Edits', about: 'What editors did to editions; each act can be undone.' })
export class EditsApi {
  constructor(
    private readonly editions: Editions,
    private readonly curations: Curations,
    private readonly editing: Editing,
  ) {}

  @Get()
  @Operation(listEdits)
  async list(@Input() { path, query }: Asked<typeof listEdits>): Promise<Answer<typeof listEdits>> {
    const { key } = await this.editions.find(path.edition);
    const { after = Number.MAX_SAFE_INTEGER } = query;
    const rest = editsJson(await this.curations.of(key)).filter(({ id }) => id < after);
    return partFrom(rest.slice(0, query.limit + 1), query.limit, ({ id }) => id);
  }

  @Post()
  @Allowed('analyst')
  @Operation(createEdit)
  async add(@Input() { path, body }: Asked<typeof createEdit>, @Req() request: Request): Promise<Answer<typeof createEdit>> {
    const period = await this.editions.find(path.edition);
    const read = curationOf({ ...body, story: String(body.story), by: signatureOf(request) ?? body.by });
    if (!read.ok) throw refused(read.problems);
    const done = await this.editing.edit(period, read.draft);
    if (done.result === 'elsewhere') throw refused({ story: 'This edition has no such story.' });
    return editsJson(await this.curations.of(period.key)).find(({ id }) => id === done.id)!;
  }

  @Delete(':id')
  @Allowed('analyst')
  @Operation(undoEdit)
  async undo(@Input() { path, query }: Asked<typeof undoEdit>, @Req() request: Request): Promise<Answer<typeof undoEdit>> {
    const period = await this.editions.find(path.edition);
    const name = signatureOf(request) ?? editorOf(query.by);
    if (name === null) throw new InvalidRequest([{ in: 'query', pointer: '/by', message: 'Say who you are.' }]);
    if (await this.editing.undo(period, path.id, name)) return;
    const isThere = (await this.curations.of(period.key)).some(({ id }) => id === path.id);
    if (isThere) throw new ConflictException('This edit was undone before.');
    throw new PageNotFound('There is no edit of this edition with this number.');
  }
}

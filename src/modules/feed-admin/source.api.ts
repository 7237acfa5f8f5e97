import { Controller, Delete, Get, Put } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { count, slugOf } from '../api/values.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { AFFILIATIONS, type SourceEntity } from '../sources/source.entity.js';
import { sourceNames } from '../sources/source.values.js';
import { SOURCES } from '../sources/sources.resource.js';
import { SourceCare } from './source-care.js';
import { sourceForm } from './source.form.js';

const settings = z
  .object({
    ...sourceNames,
    affiliation: z
      .enum(AFFILIATIONS)
      .describe('Whose voice it is where no date and no author says otherwise: /api/v1/affiliations has those'),
    createdAt: z.date(),
    feeds: count('Of whole sites, without those that were removed', 2),
    posts: count('That were read there', 120),
    comments: count('Beneath them', 300),
    judgements: count('Of coders', 0),
    isRevoiced: z.boolean().describe('Its stored messages are being looked at again for their voice'),
  })
  .meta({ id: 'SourceSettings', description: 'What is said of a source itself, and what hangs on it.' });

const path = z.object({ slug: slugOf('the source', 'harbour-lamp') });
const errors = { 404: 'There is no such source.' };

const getSettings = operation({ id: 'getSourceSettings', summary: 'What is said of a source', path, answer: settings, errors });

const changeSource = operation({
  id: 'changeSource',
  summary: 'Change what is said of a source',
  description:
    'All of it but its place in addresses. Stored messages get another voice in the background. Its feeds are moved to another source by `bulkFeeds`: so two become one.',
  path,
  body: z.strictObject({
    ...sourceForm.shape,
    title: sourceForm.shape.title.meta({ examples: ['Harbour Lamp'] }),
    siteUrl: z
      .string()
      .nullable()
      .default(null)
      .transform((url) => url ?? undefined)
      .pipe(sourceForm.shape.siteUrl)
      .describe('What is said to this address is said to the source')
      .meta({ examples: ['https://lamp.example/'] }),
    platform: sourceForm.shape.platform.meta({ examples: ['wordpress'] }),
  }),
  answer: settings,
  errors,
});

const removeSource = operation({
  id: 'removeSource',
  summary: 'Remove a source',
  description:
    'With its feeds, and with all that was read there: `getSourceSettings` says how much that is. This cannot be undone. To read it no more and keep what was read, remove its feeds instead.',
  path,
  errors,
});

@Controller('api/v1/sources/:slug')
@Allowed('admin')
@Cached('own')
@About(SOURCES)
export class SourceApi {
  constructor(private readonly care: SourceCare) {}

  @Get('settings')
  @Operation(getSettings)
  async settings(@Input() { path }: Asked<typeof getSettings>): Promise<Answer<typeof getSettings>> {
    return this.described(await this.find(path.slug));
  }

  @Put()
  @Operation(changeSource)
  async change(@Input() { path, body }: Asked<typeof changeSource>): Promise<Answer<typeof changeSource>> {
    const { id } = await this.find(path.slug);
    if (!(await this.care.save(id, body))) throw missing();
    return this.described(await this.find(path.slug));
  }

  @Delete()
  @Operation(removeSource)
  async remove(@Input() { path }: Asked<typeof removeSource>): Promise<Answer<typeof removeSource>> {
    const { id } = await this.find(path.slug);
    if (!(await this.care.remove(id))) throw missing();
  }

  private async find(slug: string): Promise<SourceEntity> {
    const source = await this.care.find(slug);
    if (source === null) throw missing();
    return source;
  }

  private async described(source: SourceEntity): Promise<z.output<typeof settings>> {
    const { slug, title, siteUrl, platform, affiliation, createdAt, revoiceAfterAt } = source;
    const figures = await this.care.figures(source.id);
    return { slug, title, siteUrl, platform, affiliation, createdAt, ...figures, isRevoiced: revoiceAfterAt !== null };
  }
}

function missing(): PageNotFound {
  return new PageNotFound('No source has this address. It may have been removed meanwhile, with what was read there.');
}

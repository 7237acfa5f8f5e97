import { ConflictException, Controller, Delete, Get, HttpException, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partAfter, partOf, partOfIds, placed } from '../api/paging.js';
import { slugOf, wordOf } from '../api/values.js';
import { Clock } from '../clock/clock.js';
import { askedFigures } from '../engagement/asked.answer.js';
import { listKeys, listsOf } from '../engagement/lists.js';
import { draftOf, entityForm } from '../mentions/draft.js';
import { EntitiesQuery } from '../mentions/entities.query.js';
import { EntitiesService } from '../mentions/entities.service.js';
import type { EntityEntity } from '../mentions/entity.entity.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { refused, refusedWhole } from '../pages/problem.js';
import { exportedPost } from '../posts/exported-post.js';
import { ExportedPosts } from '../posts/exported-posts.js';
import { askedFor, ORDERS } from './entities.form.js';
import { entity, listedEntity, mentionFigures } from './entity.answer.js';
import { entityJson, listedJson, mentionsJson } from './entity-json.js';
import { EntityPortraits } from './entity-portraits.js';
import { mentionedLists, windowIn } from './mentioned-lists.js';
import { Tallies } from './tallies.js';
import { WatchedQuery } from './watched.query.js';

export const ENTITIES = { name: 'Entities', about: 'Bodies and people that are watched: what they are found by, and who mentions them.' };

const path = z.object({ slug: slugOf('the entity', 'department-for-harbours') });
const errors = { 404: 'Nobody who is watched has this slug.' };
const broad = 'It would be mentioned in more than half of all posts.';

const { aliases, handles } = entityForm.shape;
/** What somebody is found by, as a program says it. */
export const askedEntity = {
  ...entityForm.shape,
  name: entityForm.shape.name.meta({ examples: ['Canal Trust'] }),
  aliases: aliases.describe('`=FSA` is found only as it is written; `Name [2007-06-28..2010-05-11]` only in posts of these days'),
  handles: handles.describe('`twitter:harbourmin [2008-03-10..]`').meta({ examples: [['twitter:canaltrust']] }),
};
const body = z.strictObject({
  ...askedEntity,
  anyway: z.boolean().default(false).describe('Though more than half of all posts would mention it'),
});

const listEntities = operation({
  id: 'listEntities',
  summary: 'All who are watched',
  query: z.strictObject({
    name: wordOf('A part of a name that it is found by', 100),
    kind: wordOf('What it is', 100),
    order: z.enum(ORDERS).default('name').describe('By name, or those mentioned most first'),
    ...paging(z.tuple([z.int(), z.string(), z.int()])),
  }),
  answer: partOf(listedEntity),
});

const getEntity = operation({ id: 'getEntity', summary: 'One who is watched', path, answer: entity, errors });

const getMentions = operation({
  id: 'getMentions',
  summary: 'Who mentions it, and how it converses itself',
  path,
  query: z.strictObject(askedFigures),
  answer: mentionFigures,
  errors,
});

const listMentioningPosts = operation({
  id: 'listMentioningPosts',
  summary: 'The messages that a figure of it counts',
  path,
  query: z.strictObject({
    list: wordOf('`about/all`, or another list that the figures name; as a rule `about/all`'),
    ...askedFigures,
    ...paging(placed),
  }),
  answer: partOf(exportedPost),
  errors: { 404: 'Nobody who is watched has this slug, or there is no such list.' },
});

const createEntity = operation({
  id: 'createEntity',
  summary: 'Watch a body or a person',
  description: 'What is stored is looked through in the background.',
  body,
  answer: entity,
  status: 201,
  errors: { 409: `There is one of this name. Or: ${broad}` },
  location: ({ slug }: z.output<typeof entity>) => `/api/v1/entities/${slug}`,
});

const changeEntity = operation({
  id: 'changeEntity',
  summary: 'Change what it is found by',
  description: 'All of it, its name as well; its slug, which was made from its first name, stays.',
  path,
  body,
  answer: entity,
  errors: { ...errors, 409: broad },
});

const removeEntity = operation({
  id: 'removeEntity',
  summary: 'Watch it no longer',
  description: 'Its mentions are forgotten.',
  path,
  errors,
});

const rematchEntity = operation({
  id: 'rematchEntity',
  summary: 'Look through all stored messages again',
  description: 'In the background.',
  path,
  errors,
});

@Controller('api/v1/entities')
@Allowed('reader')
@Cached('page')
@About(ENTITIES)
export class EntitiesApi {
  constructor(
    private readonly watched: WatchedQuery,
    private readonly tallies: Tallies,
    private readonly portraits: EntityPortraits,
    private readonly query: EntitiesQuery,
    private readonly service: EntitiesService,
    private readonly posts: ExportedPosts,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Operation(listEntities)
  async list(@Input() { query }: Asked<typeof listEntities>): Promise<Answer<typeof listEntities>> {
    const { name = '', kind = null, order } = query;
    const tallies = await this.tallies.current();
    const rows = askedFor(await this.watched.all(), { name, kind, order, page: 1 });
    const rankOf = (id: number) => (order === 'mentions' ? -(tallies.get(id)?.messages ?? 0) : 0);
    const { items, next } = partAfter(rows, query, (row) => [rankOf(row.id), row.name.toLowerCase(), row.id] as [number, string, number]);
    return { items: items.map((row) => listedJson(row, tallies.get(row.id))), next };
  }

  @Post()
  @Allowed('admin')
  @Operation(createEntity)
  async add(@Input() { body }: Asked<typeof createEntity>): Promise<Answer<typeof createEntity>> {
    return this.store(body, null);
  }

  @Get(':slug')
  @Operation(getEntity)
  async one(@Input() { path }: Asked<typeof getEntity>): Promise<Answer<typeof getEntity>> {
    return this.described(path.slug);
  }

  @Put(':slug')
  @Allowed('admin')
  @Operation(changeEntity)
  async change(@Input() { path, body }: Asked<typeof changeEntity>): Promise<Answer<typeof changeEntity>> {
    return this.store(body, await this.find(path.slug));
  }

  @Delete(':slug')
  @Allowed('admin')
  @Operation(removeEntity)
  async remove(@Input() { path }: Asked<typeof removeEntity>): Promise<Answer<typeof removeEntity>> {
    if (!(await this.service.remove(path.slug))) throw missing();
  }

  @Post(':slug/rematch')
  @Allowed('admin')
  @Operation(rematchEntity)
  async rematch(@Input() { path }: Asked<typeof rematchEntity>): Promise<Answer<typeof rematchEntity>> {
    const { slug } = await this.find(path.slug);
    await this.service.rematch([slug]);
  }

  @Get(':slug/mentions')
  @Operation(getMentions)
  async mentions(@Input() { path, query }: Asked<typeof getMentions>): Promise<Answer<typeof getMentions>> {
    const row = await this.find(path.slug);
    return mentionsJson(row, await this.portraits.of(row, query, this.clock.now()));
  }

  @Get(':slug/posts')
  @Operation(listMentioningPosts)
  async counted(@Input() { path, query }: Asked<typeof listMentioningPosts>): Promise<Answer<typeof listMentioningPosts>> {
    const { list = 'about/all' } = query;
    const { rows, mentioned, painted } = await this.portraits.of(await this.find(path.slug), query, this.clock.now());
    const lists = new Map([
      ...listsOf(painted.portrait),
      [listKeys.unanswered, painted.unanswered.map(({ message }) => message.id)],
      ...mentionedLists(mentioned),
    ]);
    const ids = lists.get(list) ?? windowIn(list, rows);
    if (!ids) throw new PageNotFound('There is no such list of messages: what it counted may have changed since.');
    const part = partOfIds(ids, query);
    return { items: await this.posts.read(part.items), next: part.next };
  }

  /** @param known the one that is changed; null for one that is new */
  private async store({ anyway, ...said }: z.output<typeof body>, known: EntityEntity | null): Promise<z.output<typeof entity>> {
    const read = draftOf(said);
    if (!read.ok) throw refusedWhole(read.problems);
    const of = known?.slug ?? null;
    const { reports } = await this.service.save([read.draft], { isPreview: true, force: anyway, of });
    const report = reports[0]!;
    if (known !== null && report.result === 'taken') throw refused({ name: report.message });
    if (known === null && (await this.watched.bySlug(report.slug)))
      throw new ConflictException(`Somebody of this name is watched already, as ${report.slug}. Change that one.`);
    const refusal = refusalOf(report);
    if (refusal) throw refusal;
    await this.service.save([read.draft], { force: anyway, of });
    return this.described(report.slug);
  }

  private async described(slug: string): Promise<z.output<typeof entity>> {
    const row = await this.query.one(slug);
    if (row === null) throw missing();
    return entityJson(row);
  }

  private async find(slug: string): Promise<EntityEntity> {
    const row = await this.watched.bySlug(slug);
    if (row === null) throw missing();
    return row;
  }
}

function missing(): PageNotFound {
  return new PageNotFound('Nobody who is watched has this slug. The name may have been changed, or removed.');
}

function refusalOf({ result, message }: { result: string; message: string }): HttpException | null {
  if (result === 'refused') return refused({ aliases: message });
  return result === 'too-broad' ? new ConflictException(`${message} Send "anyway": true to store it all the same.`) : null;
}

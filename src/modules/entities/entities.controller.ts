import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { countedView, listedOn, pageOf, titleOf } from '../engagement/counted.view.js';
import { listKeys, listsOf } from '../engagement/lists.js';
import { UNANSWERED_SHOWN } from '../engagement/questions.view.js';
import { SourcesQuery } from '../engagement/sources.query.js';
import { GapsQuery } from '../engagement/gaps.query.js';
import { volumeChart } from '../engagement/volume.chart.js';
import { keysOf } from '../engagement/volume.view.js';
import type { EntityEntity } from '../mentions/entity.entity.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { Kept } from '../pages/kept.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { feedRoutes, sendFeed } from '../posts/feed-response.js';
import { readAsking } from './entities.form.js';
import { entitiesView } from './entities.view.js';
import { entityFeed } from './entity.feed.js';
import { entityView, THREADS_SHOWN } from './entity.view.js';
import { EntityPortraits } from './entity-portraits.js';
import { hrefOfEntity, hrefOfMentions } from './hrefs.js';
import { aboutTitle, mentionedLists, windowIn } from './mentioned-lists.js';
import { MentioningQuery } from './mentioning.query.js';
import { Tallies } from './tallies.js';
import { WatchedQuery } from './watched.query.js';

type Asked = Record<string, unknown>;

/** All that was ever said about somebody popular is read for a page, which takes some tenths of a second. What changes of himself shows at once. */
const KEPT = { seconds: 10, atMostSeconds: 30, most: 64 };

/** Who is talked about: all who are watched, one of them, the messages that each figure counts, and the newest as a feed. */
@Controller()
@Allowed('reader')
@Cached('page')
export class EntitiesController {
  private readonly kept: Kept<string>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: Pages,
    private readonly watched: WatchedQuery,
    private readonly tallies: Tallies,
    private readonly portraits: EntityPortraits,
    private readonly mentioning: MentioningQuery,
    private readonly sources: SourcesQuery,
    private readonly gaps: GapsQuery,
    private readonly clock: Clock,
  ) {
    this.kept = new Kept(clock, KEPT);
  }

  @Get('entities')
  async list(@Query() asked: Asked, @Res() response: Response): Promise<void> {
    const view = entitiesView(await this.watched.all(), await this.tallies.current(), readAsking(asked), this.config.timezone);
    this.send(response, 'entities', view);
  }

  @Get(feedRoutes('entities/:slug'))
  @Cached('feed')
  async feed(@Param('slug') slug: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const entity = await this.find(slug);
    sendFeed(entityFeed(entity, await this.mentioning.newest(entity.id)), this.config, request, response);
  }

  @Get('entities/:slug')
  async page(@Param('slug') slug: string, @Query() asked: Asked, @Req() request: Request, @Res() response: Response): Promise<void> {
    const entity = await this.find(slug);
    const version = `${entity.id} ${entity.updatedAt.getTime()}`;
    response.type('html').send(await this.kept.read(request.originalUrl, version, () => this.write(entity, asked)));
  }

  @Get('entities/:slug/posts')
  async posts(@Param('slug') slug: string, @Query() asked: Asked, @Res() response: Response): Promise<void> {
    const entity = await this.find(slug);
    const { rows, mentioned, painted, span, others } = await this.portraits.of(entity, asked, this.clock.now());
    const list = typeof asked.list === 'string' ? asked.list : '';
    const lists = new Map([
      ...listsOf(painted.portrait),
      [listKeys.unanswered, painted.unanswered.map(({ message }) => message.id)],
      ...mentionedLists(mentioned),
    ]);
    const ids = lists.get(list) ?? windowIn(list, rows);
    const page = pageOf(asked.page, ids?.length ?? 0);
    if (!ids || page === null)
      throw new PageNotFound('There is no such list of messages: what it counted may have changed since.', [
        { href: `/entities/${entity.slug}`, label: entity.name },
      ]);
    const shown = { period: span.name, voice: painted.voice };
    const view = countedView({
      of: entity.name,
      ofHref: hrefOfEntity(entity.slug, shown),
      title: aboutTitle(list, mentioned, others) ?? titleOf(list, painted.portrait.engagement.measures),
      href: hrefOfMentions(entity.slug, { ...shown, list }),
      ids,
      page,
      rows: await this.sources.listed(listedOn(page, ids)),
    });
    this.send(response, 'counted', view);
  }

  private async write(entity: EntityEntity, asked: Asked): Promise<string> {
    const portrait = await this.portraits.of(entity, asked, this.clock.now());
    const { mentioned, painted } = portrait;
    const quoted = [
      ...painted.unanswered.slice(0, UNANSWERED_SHOWN).map(({ message }) => message.id),
      ...mentioned.threads.slice(0, THREADS_SHOWN).map(({ threadId }) => threadId),
    ];
    const keys = keysOf(mentioned.volume);
    const buckets = mentioned.volume.map(({ bucket }) => bucket);
    const sourceIds = mentioned.sources.map(({ sourceId }) => sourceId);
    const gaps = await this.gaps.wordsFor(sourceIds, portrait.span, buckets);
    const view = entityView({
      ...portrait,
      entity,
      listed: await this.sources.listed(quoted),
      gaps,
      chart: keys.length > 0 ? await volumeChart(mentioned.volume, keys, gaps) : null,
      zone: this.config.timezone,
    });
    return this.pages.render('entity', view);
  }

  private async find(slug: string): Promise<EntityEntity> {
    const entity = await this.watched.bySlug(slug);
    if (entity === null)
      throw new PageNotFound('Nobody who is watched has this address. The name may have been changed, or removed.', [
        { href: '/entities', label: 'All who are watched' },
      ]);
    return entity;
  }

  private send(response: Response, page: string, view: object): void {
    response.type('html').send(this.pages.render(page, view));
  }
}

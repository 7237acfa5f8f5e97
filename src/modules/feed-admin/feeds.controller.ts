import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Clock } from '../clock/clock.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { ACTIONS, bulkOf } from './bulk.form.js';
import { BulkEdit } from './bulk.js';
import { FeedsListQuery } from './feeds-list.query.js';
import { type BulkTyped, feedsView, NOTHING_TYPED, type Said } from './feeds-list.view.js';
import { type FeedFilter, filterOf, filterOfSearch, listHref } from './feeds.filter.js';

export const TO_LIST = [{ href: '/admin/feeds', label: 'All feeds' }];
export const NONE_THERE = 'None of these feeds is here any more: they were removed for good meanwhile, or never were. Nothing was changed.';
export const NO_SOURCE = 'There is no source of this name. Write it as it stands, or its place in addresses.';
/** As many as a page has: more are found again by the list of what was removed. */
const UNDONE_MAX = 50;

const said = z.object({
  done: z.enum(ACTIONS),
  feeds: z.coerce.number().int().nonnegative().catch(0),
  changed: z.coerce.number().int().nonnegative().catch(0),
  missing: z.coerce.number().int().nonnegative().catch(0),
  kept: z.coerce.number().int().nonnegative().catch(0),
  ids: z
    .string()
    .regex(/^\d{1,9}(,\d{1,9})*$/)
    .catch(''),
});

/** All feeds, and what is done to many of them at once. */
@Controller('admin/feeds')
@Allowed('admin')
@Cached('own')
export class FeedsController {
  constructor(
    private readonly pages: Pages,
    private readonly query: FeedsListQuery,
    private readonly bulk: BulkEdit,
    private readonly clock: Clock,
  ) {}

  @Get()
  list(@Query() asked: Record<string, unknown>, @Res() response: Response): Promise<void> {
    return this.send(response, 200, filterOf(asked), NOTHING_TYPED, said.safeParse(asked).data ?? null);
  }

  @Post('bulk')
  async edit(@Body() body: Record<string, unknown> | undefined, @Res() response: Response): Promise<void> {
    const filter = filterOfSearch(body?.search);
    const read = bulkOf(body);
    if (!read.ok) return this.send(response, 422, filter, typedOf(body, read.problem), null);
    const { action, ids } = read.bulk;
    const done = await this.bulk.apply(read.bulk, filter);
    if (done.result === 'none-there') throw new PageNotFound(NONE_THERE, TO_LIST);
    if (done.result === 'no-source') return this.send(response, 422, filter, typedOf(body, NO_SOURCE), null);
    const { feeds, changed, missing, kept } = done;
    const undo = action === 'remove' && changed > 0 && !read.bulk.all && ids.length <= UNDONE_MAX ? [['ids', ids.join(',')] as const] : [];
    const told = { done: action, feeds: String(feeds), changed: String(changed), missing: String(missing), kept: String(kept) };
    response.redirect(303, listHref(filter, { ...told, ...Object.fromEntries(undo) }));
  }

  private async send(response: Response, status: number, filter: FeedFilter, typed: BulkTyped, told: Said | null): Promise<void> {
    const [listed, choices] = await Promise.all([this.query.page(filter), this.query.choices()]);
    if (listed.rows.length === 0 && filter.page > 1)
      throw new PageNotFound(`The list has no page ${filter.page}: it is shorter than that by now.`, TO_LIST);
    const html = this.pages.render('admin-feeds', feedsView({ filter, listed, choices, typed, said: told, now: this.clock.now() }));
    response.status(status).type('html').send(html);
  }
}

function typedOf(body: Record<string, unknown> | undefined, problem: string): BulkTyped {
  const text = (name: string) => (typeof body?.[name] === 'string' ? body[name] : '');
  const ids = [body?.id].flat().map(Number);
  return {
    ids: new Set(ids),
    all: body?.all === 'yes',
    tags: text('tags'),
    affiliation: text('affiliation'),
    least: text('least'),
    most: text('most'),
    target: text('target'),
    problem,
  };
}

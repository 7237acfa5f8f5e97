import { Body, Controller, Get, Inject, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { type AddProblems, choiceOf, LATE, UNREADABLE } from './add.form.js';
import { addView, type ChoiceTyped, type FoundFacts, foundView } from './add.view.js';
import { Adding } from './adding.js';
import { Offers } from './offer.js';
import { Preview } from './preview.js';

/** Adds a feed in two steps: what an address holds, and what of it is wanted. Between them nothing is stored. */
@Controller('admin/feeds/add')
@Allowed('admin')
@Cached('none')
export class AddController {
  constructor(
    private readonly pages: Pages,
    private readonly preview: Preview,
    private readonly offers: Offers,
    private readonly adding: Adding,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async look(@Query('address') address: unknown, @Res() response: Response): Promise<void> {
    if (typeof address !== 'string') return this.send(response, 200, '', null, null);
    const looked = await this.preview.look(address);
    if (looked.kind === 'refused') return this.send(response, 422, address, looked.message, null);
    this.send(response, 200, address, null, { ...looked, sealed: this.offers.seal(looked.offer), typed: null });
  }

  @Post()
  async add(@Body() body: Record<string, unknown> | undefined, @Res() response: Response): Promise<void> {
    const opened = this.offers.open(body?.offer);
    if (opened.state === 'unreadable') return this.send(response, 422, '', UNREADABLE, null);
    const { offer } = opened;
    if (opened.state === 'late') return this.send(response, 410, offer.typed, LATE, null);
    const read = choiceOf(body, offer.feeds.length);
    if (!read.ok) {
      const known = await this.preview.known(offer.feeds);
      const facts = { offer, known, sealed: String(body?.offer), insights: [], notes: [], typed: typedOf(body, read.problems) };
      return this.send(response, 422, offer.typed, null, facts);
    }
    const { id, added } = await this.adding.add(offer, read.choice);
    response.redirect(303, `/admin/feeds/${id}?done=${added > 0 ? 'added' : 'there'}`);
  }

  private send(response: Response, status: number, typed: string, problem: string | null, facts: FoundFacts | null): void {
    const found = facts && foundView(facts, this.clock.now(), this.config.timezone);
    response
      .status(status)
      .type('html')
      .send(this.pages.render('admin-add', addView(typed, problem, found)));
  }
}

function typedOf(body: Record<string, unknown> | undefined, problems: AddProblems): ChoiceTyped {
  const text = (name: string) => (typeof body?.[name] === 'string' ? body[name] : '');
  return {
    title: text('title'),
    affiliation: text('affiliation'),
    tags: text('tags'),
    feeds: new Set([body?.feed].flat().map(Number)),
    problems,
  };
}

import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { parsePostId } from '../posts/post-id.js';
import { type Reception, Receiver } from './receiver.js';
import { WebmentionEntity } from './webmention.entity.js';
import { sendView, statusJson, statusView } from './webmention.view.js';

const UNKNOWN =
  'There is no mention with this number. What was refused is kept for a week, and what was removed here takes its mentions along.';

/**
 * The endpoint of W3C Webmention: anybody's program or page may post to it, which is why no other check of forms applies. What it costs is bounded by
 * the receiver.
 */
@Controller('webmention')
@Allowed('reader')
export class WebmentionsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly pages: Pages,
    private readonly receiver: Receiver,
  ) {}

  @Get()
  @Cached('page')
  explain(@Query() said: Record<string, unknown>, @Res() response: Response): void {
    const view = sendView(said, null, this.config.baseUrl);
    response.type('html').send(this.pages.render('webmention', view));
  }

  @Post()
  async receive(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const reception = await this.receiver.receive(body);
    response.vary('Accept');
    if (reception.kind !== 'received') return this.refuse(reception, body, request, response);
    response.status(201).location(`/webmention/${reception.id}`);
    this.show(await this.find(reception.id), request, response, 'text');
  }

  @Get(':id')
  @Cached('own')
  async status(@Param('id') text: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const id = parsePostId(text);
    const row = id === null ? null : await this.database.manager.findOneBy(WebmentionEntity, { id });
    if (!row) throw new PageNotFound(UNKNOWN, [{ href: '/webmention', label: 'How to send a mention' }]);
    // What strangers send is no content of this site: nothing for search engines.
    response.set('X-Robots-Tag', 'noindex').vary('Accept');
    this.show(row, request, response, 'html');
  }

  private refuse(reception: Exclude<Reception, { kind: 'received' }>, body: unknown, request: Request, response: Response): void {
    const { kind, message } = reception;
    const status = kind === 'busy' ? 429 : 400;
    response.status(status);
    if (reception.kind === 'busy') response.set('Retry-After', String(reception.retryAfterSeconds));
    const wanted = formatFor(request, 'text');
    if (wanted === 'json') response.json({ error: { status, message } });
    else if (wanted === 'text') response.type('text').send(`${message}\n`);
    else response.type('html').send(this.pages.render('webmention', sendView(body ?? {}, message, this.config.baseUrl)));
  }

  private show(row: WebmentionEntity, request: Request, response: Response, usual: 'html' | 'text'): void {
    const wanted = formatFor(request, usual);
    if (wanted === 'json') response.json(statusJson(row));
    else if (wanted === 'text') response.type('text').send(`${row.message ?? ''}\n`);
    else response.type('html').send(this.pages.render('webmention-status', statusView(row)));
  }

  private find(id: number): Promise<WebmentionEntity> {
    return this.database.manager.findOneByOrFail(WebmentionEntity, { id });
  }
}

/** Browsers ask for HTML, programs for JSON or for anything. */
function formatFor(request: Request, usual: 'html' | 'text'): 'html' | 'json' | 'text' {
  const offers = usual === 'html' ? ['html', 'json', 'text'] : ['text', 'html', 'json'];
  return (request.accepts(offers) || usual) as 'html' | 'json' | 'text';
}

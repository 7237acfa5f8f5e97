import { Controller, Get, HttpCode, Inject, Post, Req, Res, UseFilters, UseInterceptors } from '@nestjs/common';
import { NoFilesInterceptor } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import type { AccountEntity } from '../accounts/account.entity.js';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { editOf, idsOf, targetOf, wantedOf } from './greader.form.js';
import { itemIds, streamContents, subscriptionList, tagList, unreadCounts } from './greader.view.js';
import { Following } from './following.js';
import { Params, readInstant } from './params.js';
import { ReaderDoor } from './reader-door.js';
import { ReaderError, ReaderErrors } from './reader-error.js';
import { Reading } from './reading.js';
import { States } from './states.js';
import { STATE } from './stream.js';
import { Subscriptions } from './subscriptions.js';

/** Readers that synchronise state fetch the words of that many at once. */
const CONTENTS_MAX = 1_000;
const IDS_MAX = 10_000;
const LOGIN_LIMITS = { limits: { fields: 20, fieldSize: 1_000, parts: 20 } };

/**
 * The Google Reader API, as far as today's readers of feeds use it, at the root of the site. Who asks is found out by `GoogleLogin auth`, which no browser sends by
 * itself: so the token `T` that goes with changes is given out, and not asked for.
 */
@Controller()
@Allowed('anyone')
@UseFilters(ReaderErrors)
export class GreaderController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly door: ReaderDoor,
    private readonly reading: Reading,
    private readonly subscriptions: Subscriptions,
    private readonly following: Following,
    private readonly states: States,
  ) {}

  @Post('accounts/ClientLogin')
  @HttpCode(200)
  @UseInterceptors(NoFilesInterceptor(LOGIN_LIMITS))
  async login(@Req() request: Request, @Res() response: Response): Promise<void> {
    const params = new Params(request);
    const auth = await this.door.login(request, params.one('Email'), params.one('Passwd'));
    if (params.one('output') === 'json') return void response.json({ SID: auth, LSID: 'none', Auth: auth });
    response.type('text').send(`SID=${auth}\nLSID=none\nAuth=${auth}\n`);
  }

  @Get('reader/api/0/token')
  async token(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { id } = await this.door.accountOf(request);
    response.type('text').send(String(id).padEnd(57, 'Z'));
  }

  @Get('reader/api/0/user-info')
  async user(@Req() request: Request) {
    const { id, name, address } = await this.door.accountOf(request);
    return { userId: String(id), userName: name, userProfileId: String(id), userEmail: address };
  }

  @Get('reader/api/0/subscription/list')
  async list(@Req() request: Request) {
    const { id } = await this.asked(request);
    return subscriptionList(await this.subscriptions.of(id), this.config.baseUrl);
  }

  @Get('reader/api/0/tag/list')
  async tags(@Req() request: Request) {
    const { id } = await this.asked(request);
    return tagList(await this.subscriptions.of(id));
  }

  @Get('reader/api/0/unread-count')
  async unread(@Req() request: Request) {
    const { id } = await this.asked(request);
    return unreadCounts(await this.reading.unread(id));
  }

  @Get('reader/api/0/preference/list')
  async preferences(@Req() request: Request) {
    await this.asked(request);
    return { prefs: [] };
  }

  @Get('reader/api/0/preference/stream/list')
  async streamPreferences(@Req() request: Request) {
    await this.asked(request);
    return { streamprefs: {} };
  }

  @Get('reader/api/0/stream/items/ids')
  async ids(@Req() request: Request) {
    const [{ id }, params] = [await this.asked(request), new Params(request)];
    const { rows, next } = await this.reading.page(targetOf(params.one('s')), wantedOf(params, id, IDS_MAX));
    return itemIds(rows, next);
  }

  @Get('reader/api/0/stream/items/contents')
  itemsByAddress(@Req() request: Request) {
    return this.items(request);
  }

  @Post('reader/api/0/stream/items/contents')
  @HttpCode(200)
  async items(@Req() request: Request) {
    const [{ id }, params] = [await this.asked(request), new Params(request)];
    const entries = await this.reading.named(id, idsOf(params, CONTENTS_MAX));
    return streamContents(`${STATE}reading-list`, entries, null, this.clock.now());
  }

  @Get(['reader/api/0/stream/contents', 'reader/api/0/stream/contents/*stream'])
  async contents(@Req() request: Request) {
    const [{ id }, params] = [await this.asked(request), new Params(request)];
    const asked = streamIn(request) || params.one('s') || `${STATE}reading-list`;
    const { rows, next } = await this.reading.page(targetOf(asked), wantedOf(params, id, CONTENTS_MAX));
    return streamContents(asked, await this.reading.entriesOf(rows), next, this.clock.now());
  }

  @Post('reader/api/0/edit-tag')
  @HttpCode(200)
  async edit(@Req() request: Request, @Res() response: Response): Promise<void> {
    const [{ id }, params] = [await this.asked(request), new Params(request)];
    await this.states.mark(id, idsOf(params, IDS_MAX), editOf(params));
    ok(response);
  }

  @Post('reader/api/0/mark-all-as-read')
  @HttpCode(200)
  async markAll(@Req() request: Request, @Res() response: Response): Promise<void> {
    const [{ id }, params] = [await this.asked(request), new Params(request)];
    await this.reading.markAll(id, targetOf(params.one('s')), readInstant(params.one('ts')));
    ok(response);
  }

  @Post('reader/api/0/subscription/edit')
  @HttpCode(200)
  async subscribe(@Req() request: Request, @Res() response: Response): Promise<void> {
    const [{ id }, params] = [await this.asked(request), new Params(request)];
    if (params.all('s').length === 0) throw new ReaderError(400, 'Say which stream, as s.');
    for (const text of params.all('s')) await this.following.change(id, params.one('ac'), text);
    ok(response);
  }

  @Post('reader/api/0/subscription/quickadd')
  @HttpCode(200)
  async quickAdd(@Req() request: Request) {
    const [{ id }, params] = [await this.asked(request), new Params(request)];
    const query = params.one('quickadd');
    const streamId = await this.following.change(id, 'subscribe', query);
    return { numResults: 1, query, streamId };
  }

  @Get('reader/api/0/*rest')
  restByAddress(@Req() request: Request): Promise<void> {
    return this.rest(request);
  }

  @Post('reader/api/0/*rest')
  async rest(@Req() request: Request): Promise<void> {
    await this.asked(request);
    if (/\/(rename-tag|disable-tag|subscription\/import|import)$/.test(request.path)) throw this.following.refusal();
    throw new ReaderError(404, 'This part of the Google Reader API is not offered here.');
  }

  /** Who asks; what is asked for is JSON, as all readers want it. */
  private async asked(request: Request): Promise<AccountEntity> {
    const account = await this.door.accountOf(request);
    const output = new Params(request).one('output');
    if (output !== '' && output !== 'json') throw new ReaderError(400, 'Only output=json is offered.');
    return account;
  }
}

function ok(response: Response): void {
  response.type('text').send('OK');
}

/** What stands behind `stream/contents/`, coded or not. Empty for none. */
function streamIn(request: Request): string {
  const [, coded = ''] = /\/stream\/contents\/(.+)$/.exec(request.path) ?? [];
  try {
    return decodeURIComponent(coded);
  } catch {
    return coded;
  }
}

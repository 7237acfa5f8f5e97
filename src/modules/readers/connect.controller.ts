import { Body, Controller, ForbiddenException, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { AccountEntity } from '../accounts/account.entity.js';
import { Accounts } from '../accounts/accounts.service.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { actorOf, Allowed } from '../pages/access.js';
import { readForm, typedText } from '../pages/form.js';
import { Pages } from '../pages/handlebars.js';
import { connectView } from './connect.view.js';
import { ReaderDoor } from './reader-door.js';

const form = z.object({
  label: z.string('Say which reader it is for.').trim().min(1, 'Say which reader it is for.').max(60, 'Say it in 60 characters.'),
});

/** Where somebody connects a reader of feeds with the account. */
@Controller('account/readers')
@Allowed('account')
export class ConnectController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: Pages,
    private readonly accounts: Accounts,
    private readonly door: ReaderDoor,
  ) {}

  @Get()
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    this.show(response, await this.own(request), { label: '', problem: null }, null);
  }

  @Post()
  @HttpCode(200)
  async make(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const account = await this.own(request);
    const read = readForm(form, body);
    if (!read.ok) {
      const typed = { label: typedText(body, 'label'), problem: read.problems.label ?? null };
      return this.show(response.status(422), account, typed, null);
    }
    const password = await this.door.make(account, `Reader: ${read.value.label}`);
    this.show(response, account, { label: '', problem: null }, password);
  }

  private async own(request: Request): Promise<AccountEntity> {
    const actor = actorOf(request);
    if (actor.kind === 'account' && actor.by === 'token') throw new ForbiddenException('A token makes no passwords. Sign in for that.');
    const account = actor.kind === 'account' ? await this.accounts.byId(actor.id) : null;
    if (!account) throw new ForbiddenException('This is about an account, and you have none here.');
    return account;
  }

  private show(
    response: Response,
    account: AccountEntity,
    typed: { label: string; problem: string | null },
    password: string | null,
  ): void {
    const view = connectView({ baseUrl: this.config.baseUrl, address: account.address, typed, password });
    response.type('html').send(this.pages.render('connect-reader', view));
  }
}

import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { actorOf, Allowed, nameOf, refuseTokenOnItself } from '../pages/access.js';
import { readForm, typedText } from '../pages/form.js';
import { Pages } from '../pages/handlebars.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { AccountLinks } from './account-links.js';
import type { AccountEntity } from './account.entity.js';
import { addressField, roleField } from './account.form.js';
import { Accounts, type Changed, LAST_ADMIN } from './accounts.service.js';
import type { MailAddress } from './mail-address.js';
import { SecondFactor } from './second-factor.js';
import { Sessions } from './sessions.js';
import { usersView, type UsersView } from './users.view.js';

const NOT_MAILED = {
  'no-mail': 'No mail is sent here. Leave it empty, and hand the link on yourself.',
  taken: 'There is an account with this address already.',
};

interface Shown {
  newLink?: UsersView['newLink'];
  trouble?: string | null;
  typed?: { address: string; role: string; problem: string | null };
}

/** Who has an account, and what they may do. */
@Controller('admin/users')
@Allowed('admin')
export class UsersController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pages: Pages,
    private readonly accounts: Accounts,
    private readonly links: AccountLinks,
    private readonly secondFactor: SecondFactor,
    private readonly sessions: Sessions,
  ) {}

  @Get()
  page(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.show(request, response, {});
  }

  @Post('invite')
  async invite(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const typed = { address: typedText(body, 'address'), role: typedText(body, 'role'), problem: null };
    const isMailed = typed.address.trim() !== '';
    const read = readForm(z.object({ role: roleField, address: isMailed ? addressField : z.any() }), body);
    if (!read.ok)
      return this.show(request, response.status(422), {
        typed: { ...typed, problem: read.problems.address ?? read.problems.role ?? null },
      });
    if (isMailed) {
      const mailed = await this.links.inviteByMail(read.value.role, read.value.address as MailAddress, nameOf(request));
      if (mailed.kind === 'invited') return response.redirect(303, '/admin/users');
      return this.show(request, response.status(422), { typed: { ...typed, problem: NOT_MAILED[mailed.kind] } });
    }
    const link = await this.links.invite(read.value.role, nameOf(request));
    await this.show(request, response, {
      newLink: { what: 'Hand this link on. It makes one account, within a week.', url: this.links.url(link) },
    });
  }

  @Post(':id/role')
  async setRole(@Param('id') id: string, @Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const account = await this.find(id, request);
    const read = readForm(z.object({ role: roleField }), body);
    if (!read.ok) return this.show(request, response.status(422), { trouble: read.problems.role ?? 'Choose what this account may do.' });
    await this.settle(await this.accounts.setRole(account.id, read.value.role), request, response);
  }

  @Post(':id/close')
  async close(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.settle(await this.accounts.setState((await this.find(id, request)).id, 'disabled'), request, response);
  }

  @Post(':id/open')
  async open(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.settle(await this.accounts.setState((await this.find(id, request)).id, 'active'), request, response);
  }

  /** Also for who has lost the telephone: the link sets a password, this ends the second factor. */
  @Post(':id/second-factor/end')
  async endSecondFactor(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.secondFactor.end((await this.find(id, request)).id);
    response.redirect(303, '/admin/users');
  }

  /** For who has lost a machine. */
  @Post(':id/sessions/end')
  async endSessions(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.sessions.endAll((await this.find(id, request)).id, request);
    response.redirect(303, '/admin/users');
  }

  @Post(':id/reset')
  async reset(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const account = await this.find(id, request);
    const link = await this.links.reset(account, null, nameOf(request));
    await this.show(request, response, {
      newLink: { what: `Hand this link on to ${account.name}. It sets a new password once, within an hour.`, url: this.links.url(link) },
    });
  }

  @Post('links/:id/withdraw')
  async withdraw(@Param('id') id: string, @Res() response: Response): Promise<void> {
    if (/^\d{1,9}$/.test(id)) await this.links.withdraw(Number(id));
    response.redirect(303, '/admin/users');
  }

  private async settle(changed: Changed, request: Request, response: Response): Promise<void> {
    if (changed === 'last-admin') return this.show(request, response.status(409), { trouble: LAST_ADMIN });
    response.redirect(303, '/admin/users');
  }

  /** Whose account is to be changed. */
  private async find(id: string, request: Request): Promise<AccountEntity> {
    const account = /^\d{1,9}$/.test(id) ? await this.accounts.byId(Number(id)) : null;
    if (account) {
      refuseTokenOnItself(request, account.id);
      return account;
    }
    throw new PageNotFound('There is no account with this number.', [{ href: '/admin/users', label: 'All users' }]);
  }

  private async show(
    request: Request,
    response: Response,
    { newLink = null, trouble = null, typed = { address: '', role: 'analyst', problem: null } }: Shown,
  ): Promise<void> {
    const actor = actorOf(request);
    const selfId = actor.kind === 'account' ? actor.id : null;
    const [accounts, links] = [await this.accounts.all(), await this.links.open()];
    const view = usersView({ accounts, links, selfId, hasMail: this.config.mail !== null, newLink, trouble, typed });
    response.type('html').send(this.pages.render('users', view));
  }
}

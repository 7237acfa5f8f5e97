import { ConflictException, Controller, Delete, Get, Post, Put, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partAfter, partOf } from '../api/paging.js';
import { numberOf } from '../api/values.js';
import { Allowed, nameOf, refuseTokenOnItself, ROLES } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { accountLinkJson, madeLink } from './account-links.api.js';
import { AccountLinks } from './account-links.js';
import type { AccountEntity } from './account.entity.js';
import { roleField } from './account.form.js';
import { Accounts, type Changed, LAST_ADMIN } from './accounts.service.js';
import { SecondFactor } from './second-factor.js';
import { Sessions } from './sessions.js';

const account = z
  .object({
    id: z.int().meta({ examples: [3] }),
    name: z.string().meta({ examples: ['Ada'] }),
    address: z
      .string()
      .describe('The mail address')
      .meta({ examples: ['ada@example.org'] }),
    role: z.enum(ROLES),
    state: z.enum(['active', 'disabled']).describe('`disabled`: it is closed, and may not sign in'),
    hasPassword: z.boolean().meta({ examples: [true] }),
    hasSecondFactor: z.boolean(),
    hasOpenId: z.boolean().describe('It signs in at the OpenID provider'),
    createdAt: z.date(),
    signedInAt: z.date().nullable().describe('Last'),
  })
  .meta({ id: 'Account', description: 'Somebody who signs in. Accounts are closed, not deleted: what they did stays under their name.' });

const path = z.object({ id: numberOf('the account') });
const errors = { 404: 'There is no such account.' };
const kept = { ...errors, 409: 'It is the last admin.' };

const listAccounts = operation({
  id: 'listAccounts',
  summary: 'Who has an account',
  description: 'By name.',
  query: z.strictObject(paging(z.tuple([z.string(), z.int()]))),
  answer: partOf(account),
});

const getAccount = operation({ id: 'getAccount', summary: 'An account', path, answer: account, errors });

const setRole = operation({
  id: 'setRole',
  summary: 'Say what an account may do',
  description: 'It holds at once.',
  path,
  body: z.strictObject({ role: roleField.meta({ examples: ['analyst'] }) }),
  answer: account,
  errors: kept,
});

const closeAccount = operation({
  id: 'closeAccount',
  summary: 'Close an account',
  description: 'It is signed out everywhere and signs in no more, and its tokens do nothing.',
  path,
  answer: account,
  errors: kept,
});

const openAccount = operation({ id: 'openAccount', summary: 'Open a closed account again', path, answer: account, errors });

const endSessions = operation({
  id: 'endSessions',
  summary: 'Sign an account out everywhere',
  description: 'Its tokens stay good.',
  path,
  answer: z.object({
    ended: z
      .int()
      .describe('How many sessions')
      .meta({ examples: [2] }),
  }),
  errors,
});

const endSecondFactor = operation({
  id: 'endSecondFactor',
  summary: 'End the second factor of an account',
  description: 'For who has lost the telephone. Where it has none, nothing happens.',
  path,
  answer: account,
  errors,
});

const resetPassword = operation({
  id: 'resetPassword',
  summary: 'Make a link that sets a new password',
  description: 'To hand on. It works once, within an hour.',
  path,
  answer: madeLink,
  status: 201,
  errors,
});

@Controller('api/v1/accounts')
@Allowed('admin')
@Cached('own')
@About({ name: 'Accounts', about: 'Who has an account, and what they may do. A token changes nothing of the account that it is of.' })
export class AccountsApi {
  constructor(
    private readonly accounts: Accounts,
    private readonly links: AccountLinks,
    private readonly sessions: Sessions,
    private readonly secondFactor: SecondFactor,
  ) {}

  @Get()
  @Operation(listAccounts)
  async list(@Input() { query }: Asked<typeof listAccounts>): Promise<Answer<typeof listAccounts>> {
    const all = await this.accounts.all();
    const { items, next } = partAfter(all, query, ({ name, id }) => [name.toLowerCase(), id] as [string, number]);
    return { items: items.map(accountJson), next };
  }

  @Get(':id')
  @Operation(getAccount)
  async one(@Input() { path }: Asked<typeof getAccount>): Promise<Answer<typeof getAccount>> {
    return accountJson(await this.find(path.id));
  }

  @Put(':id/role')
  @Operation(setRole)
  async setRole(@Input() { path, body }: Asked<typeof setRole>, @Req() request: Request): Promise<Answer<typeof setRole>> {
    const { id } = await this.findOther(path.id, request);
    return this.settled(id, await this.accounts.setRole(id, body.role));
  }

  @Post(':id/close')
  @Operation(closeAccount)
  async close(@Input() { path }: Asked<typeof closeAccount>, @Req() request: Request): Promise<Answer<typeof closeAccount>> {
    const { id } = await this.findOther(path.id, request);
    return this.settled(id, await this.accounts.setState(id, 'disabled'));
  }

  @Post(':id/open')
  @Operation(openAccount)
  async open(@Input() { path }: Asked<typeof openAccount>, @Req() request: Request): Promise<Answer<typeof openAccount>> {
    const { id } = await this.findOther(path.id, request);
    return this.settled(id, await this.accounts.setState(id, 'active'));
  }

  @Delete(':id/sessions')
  @Operation(endSessions)
  async endSessions(@Input() { path }: Asked<typeof endSessions>, @Req() request: Request): Promise<Answer<typeof endSessions>> {
    const { id } = await this.findOther(path.id, request);
    return { ended: await this.sessions.endAll(id, request) };
  }

  @Delete(':id/second-factor')
  @Operation(endSecondFactor)
  async endSecondFactor(
    @Input() { path }: Asked<typeof endSecondFactor>,
    @Req() request: Request,
  ): Promise<Answer<typeof endSecondFactor>> {
    const { id } = await this.findOther(path.id, request);
    await this.secondFactor.end(id);
    return accountJson(await this.find(id));
  }

  @Post(':id/reset')
  @Operation(resetPassword)
  async reset(@Input() { path }: Asked<typeof resetPassword>, @Req() request: Request): Promise<Answer<typeof resetPassword>> {
    const link = await this.links.reset(await this.findOther(path.id, request), null, nameOf(request));
    return { ...accountLinkJson(link), url: this.links.url(link) };
  }

  private async settled(id: number, changed: Changed): Promise<z.output<typeof account>> {
    if (changed === 'last-admin') throw new ConflictException(LAST_ADMIN);
    return accountJson(await this.find(id));
  }

  private async find(id: number): Promise<AccountEntity> {
    const row = await this.accounts.byId(id);
    if (!row) throw new PageNotFound('There is no account with this number.');
    return row;
  }

  /** Whose account is to be changed. */
  private async findOther(id: number, request: Request): Promise<AccountEntity> {
    const row = await this.find(id);
    refuseTokenOnItself(request, row.id);
    return row;
  }
}

function accountJson(row: AccountEntity): z.output<typeof account> {
  const { id, name, address, role, state, passwordHash, totpSecret, identity, createdAt, signedInAt } = row;
  const ways = { hasPassword: passwordHash !== null, hasSecondFactor: totpSecret !== null, hasOpenId: identity !== null };
  return { id, name, address, role, state, ...ways, createdAt, signedInAt };
}

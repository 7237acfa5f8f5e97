import { ConflictException, Controller, Delete, Get, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partFrom, partOf } from '../api/paging.js';
import { numberOf } from '../api/values.js';
import { Allowed, nameOf, ROLES } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { refused } from '../pages/problem.js';
import type { AccountLinkEntity } from './account-link.entity.js';
import { AccountLinks } from './account-links.js';
import { addressField, roleField } from './account.form.js';

const accountLink = z
  .object({
    id: z.int().meta({ examples: [6] }),
    purpose: z.enum(['setup', 'invitation', 'reset']).describe('It makes the first account, an account, or sets a new password'),
    role: z
      .enum(ROLES)
      .nullable()
      .describe('Of the account that it makes')
      .meta({ examples: ['analyst'] }),
    accountId: z
      .int()
      .nullable()
      .describe('Whose password it sets')
      .meta({ examples: [null] }),
    address: z
      .string()
      .nullable()
      .describe('Where it is sent by mail; null where somebody hands it on')
      .meta({ examples: [null] }),
    madeBy: z.string().meta({ examples: ['Ada'] }),
    createdAt: z.date(),
    endsAt: z.date(),
    mailAt: z
      .date()
      .nullable()
      .describe('When the mail is tried next; null where none is to be sent')
      .meta({ examples: [null] }),
    mailAttempts: z.int().meta({ examples: [0] }),
    mailAnswer: z
      .string()
      .nullable()
      .describe('What the mail server said last')
      .meta({ examples: [null] }),
  })
  .meta({ id: 'AccountLink', description: 'A link that works once. The link itself is shown when it is made, and never again.' });

/** As it is told to whoever makes it. */
export const madeLink = accountLink
  .extend({
    url: z
      .string()
      .nullable()
      .describe('The link itself, shown only now; null where it goes by mail')
      .meta({ examples: ['https://hustings.example/invitation/6-…'] }),
  })
  .meta({ id: 'MadeAccountLink', description: 'A link that works once, as it is shown when it is made.' });

const listAccountLinks = operation({
  id: 'listAccountLinks',
  summary: 'Invitations and links for new passwords that may still be used',
  description: 'The newest first.',
  query: z.strictObject(paging(z.int().min(1))),
  answer: partOf(accountLink),
});

const invite = operation({
  id: 'invite',
  summary: 'Invite somebody',
  description: 'By mail, or by a link to hand on. It makes one account, within a week.',
  body: z.strictObject({
    role: roleField.describe('What the account may do').meta({ examples: ['analyst'] }),
    address: addressField.nullable().default(null).describe('Where to send it; else you hand it on'),
  }),
  answer: madeLink,
  status: 201,
  errors: { 409: 'There is an account with this address.' },
});

const withdrawLink = operation({
  id: 'withdrawLink',
  summary: 'Withdraw a link',
  path: z.object({ id: numberOf('the link') }),
  errors: { 404: 'There is no such link, or it was used.' },
});

@Controller('api/v1/account-links')
@Allowed('admin')
@Cached('own')
@About({ name: 'Invitations', about: 'Links by which somebody makes an account or sets a new password.' })
export class AccountLinksApi {
  constructor(private readonly links: AccountLinks) {}

  @Get()
  @Operation(listAccountLinks)
  async list(@Input() { query }: Asked<typeof listAccountLinks>): Promise<Answer<typeof listAccountLinks>> {
    const { after = Infinity, limit } = query;
    const rest = (await this.links.open()).filter(({ id }) => id < after);
    const { items, next } = partFrom(rest.slice(0, limit + 1), limit, ({ id }) => id);
    return { items: items.map(accountLinkJson), next };
  }

  @Post()
  @Operation(invite)
  async invite(@Input() { body }: Asked<typeof invite>, @Req() request: Request): Promise<Answer<typeof invite>> {
    const { role, address } = body;
    if (address === null) {
      const link = await this.links.invite(role, nameOf(request));
      return { ...accountLinkJson(link), url: this.links.url(link) };
    }
    const mailed = await this.links.inviteByMail(role, address, nameOf(request));
    if (mailed.kind === 'no-mail') throw refused({ address: 'No mail is sent here. Leave it out, and hand the link on yourself.' });
    if (mailed.kind === 'taken') throw new ConflictException('There is an account with this address already.');
    return { ...accountLinkJson(mailed.link), url: null };
  }

  @Delete(':id')
  @Operation(withdrawLink)
  async withdraw(@Input() { path }: Asked<typeof withdrawLink>): Promise<Answer<typeof withdrawLink>> {
    if (!(await this.links.withdraw(path.id))) throw new PageNotFound('There is no link with this number that could be used.');
  }
}

export function accountLinkJson(row: AccountLinkEntity): z.output<typeof accountLink> {
  const { id, purpose, role, accountId, address, madeBy, createdAt, endsAt, mailAt, mailAttempts, mailAnswer } = row;
  return { id, purpose, role, accountId, address, madeBy, createdAt, endsAt, mailAt, mailAttempts, mailAnswer };
}

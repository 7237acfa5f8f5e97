import { Controller, ConflictException, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allowed } from '../pages/access.js';
import { AccountLinks } from './account-links.js';
import { Accounts } from './accounts.service.js';

/** Whoever sits at the machine needs no printed link for the first account. */
@Controller('setup')
@Allowed('admin')
export class SetupController {
  constructor(
    private readonly accounts: Accounts,
    private readonly links: AccountLinks,
  ) {}

  @Post()
  async begin(@Res() response: Response): Promise<void> {
    if (await this.accounts.haveBegun()) throw new ConflictException('There are accounts already. Others come in by an invitation.');
    response.redirect(303, new URL(this.links.url(await this.links.setup())).pathname);
  }
}

import { Controller, Get, HttpCode, Post, Req, UseFilters, UseInterceptors } from '@nestjs/common';
import { NoFilesInterceptor } from '@nestjs/platform-express';
import type { Request } from 'express';
import { Allowed } from '../pages/access.js';
import { Fever } from './fever.js';
import { Params } from './params.js';
import { ReaderDoor } from './reader-door.js';
import { ReaderErrors } from './reader-error.js';

const LIMITS = { limits: { fields: 50, fieldSize: 20_000, parts: 50 } };

const NO_KEY = { api_version: 3, auth: 0 };

/** The Fever API. Who has no key that holds gets `auth: 0`, with which its readers know what to do. */
@Controller()
@Allowed('anyone')
@UseFilters(ReaderErrors)
export class FeverController {
  constructor(
    private readonly door: ReaderDoor,
    private readonly fever: Fever,
  ) {}

  /** In an address the key would stand in logs. */
  @Get('fever')
  refuse(): object {
    return NO_KEY;
  }

  @Post('fever')
  @HttpCode(200)
  @UseInterceptors(NoFilesInterceptor(LIMITS))
  async answer(@Req() request: Request): Promise<object> {
    const params = new Params(request);
    const account = await this.door.accountByKey(request, params.one('api_key'));
    return account === null ? NO_KEY : this.fever.answer(account.id, params);
  }
}

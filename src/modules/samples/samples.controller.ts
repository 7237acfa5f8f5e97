import { Controller, Post, Redirect, Req } from '@nestjs/common';
import type { Request } from 'express';
import { refuseStrangers } from '../pages/here.js';
import { FirstRun } from './first-run.js';

const INSTEAD = '`npx hustings sample remove` or HUSTINGS_STARTER';

/**
 * The two clicks of a first run. There are no accounts yet, so they are for whoever sits at the machine itself: a request from loopback. That it
 * comes from a form of our own pages is checked for every form (`pages/security.ts`).
 */
@Controller()
export class SamplesController {
  constructor(private readonly firstRun: FirstRun) {}

  @Post('sample/remove')
  @Redirect('/', 303)
  async removeSample(@Req() request: Request): Promise<void> {
    refuseStrangers(request, INSTEAD);
    await this.firstRun.removeSample();
  }

  @Post('starter')
  @Redirect('/', 303)
  async addStarter(@Req() request: Request): Promise<void> {
    refuseStrangers(request, INSTEAD);
    await this.firstRun.addStarter();
  }
}

import { Controller, ForbiddenException, Post, Redirect, Req } from '@nestjs/common';
import type { Request } from 'express';
import { FirstRun } from './first-run.js';

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
    refuseStrangers(request);
    await this.firstRun.removeSample();
  }

  @Post('starter')
  @Redirect('/', 303)
  async addStarter(@Req() request: Request): Promise<void> {
    refuseStrangers(request);
    await this.firstRun.addStarter();
  }
}

/** A name that was made to resolve to this machine shows in `Host`, and what a proxy forwards comes from elsewhere. */
function refuseStrangers(request: Request): void {
  const here =
    /^(::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? '') && !request.get('x-forwarded-for') && !request.get('forwarded');
  const byOurName = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/.test(request.get('host') ?? '');
  if (here && byOurName) return;
  throw new ForbiddenException(
    'This works only on the machine that Hustings runs on. On a server, use `npx hustings sample remove` or HUSTINGS_STARTER.',
  );
}

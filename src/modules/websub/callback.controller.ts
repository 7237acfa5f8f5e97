import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Deliveries } from './deliveries.js';
import { Subscriptions } from './subscriptions.js';

/** Where hubs ask back and deliver: each subscription at an address of its own, which only its hub knows. */
@Controller('websub')
@Allowed('anyone')
@Cached('none')
export class CallbackController {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly deliveries: Deliveries,
  ) {}

  @Get(':key')
  async confirm(@Param('key') key: string, @Query() said: Record<string, unknown>, @Res() response: Response): Promise<void> {
    const answer = await this.subscriptions.answer(key, {
      mode: said['hub.mode'],
      topic: said['hub.topic'],
      challenge: said['hub.challenge'],
      leaseSeconds: said['hub.lease_seconds'],
      reason: said['hub.reason'],
    });
    response.status(answer === null ? 404 : 200).type('text');
    response.send(answer ?? 'That was not asked for from here.\n');
  }

  /** The same answer whatever comes of it; what can be mended is told to whoever runs this. */
  @Post(':key')
  @HttpCode(202)
  async deliver(@Req() request: Request): Promise<void> {
    await this.deliveries.take(request);
  }
}

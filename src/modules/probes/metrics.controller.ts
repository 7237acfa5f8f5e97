import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { isHere } from '../pages/here.js';
import { MetricsPage } from './metrics.page.js';

const NOT_HERE =
  'Only the machine itself reads its metrics. For others, set METRICS_TOKEN, and send it along: Authorization: Bearer TOKEN.\n';
const NO_TOKEN = 'Send the token that METRICS_TOKEN sets along: Authorization: Bearer TOKEN.\n';

/**
 * The figures of this process, as Prometheus reads them. Not for everybody, and not by accounts: a token of an account lies in the database, and the figures
 * matter most while that is away.
 */
@Controller('metrics')
@Allowed('anyone')
export class MetricsController {
  constructor(
    private readonly page: MetricsPage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async read(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { metricsToken } = this.config;
    if (metricsToken === null ? !isHere(request) : !isBearer(request, metricsToken)) {
      // Asked by programs alone, which could not follow the way to the page where people sign in.
      response
        .set('WWW-Authenticate', 'Bearer realm="Hustings metrics"')
        .status(401)
        .type('text')
        .send(metricsToken === null ? NOT_HERE : NO_TOKEN);
      return;
    }
    const { contentType, text } = await this.page.read();
    response.type(contentType).send(text);
  }
}

function isBearer(request: Request, token: string): boolean {
  const [, given = ''] = /^bearer\s+(\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
  return timingSafeEqual(hash(given), hash(token));
}

/** Of one length, whatever was sent. */
function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

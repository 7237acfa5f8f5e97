import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allowed } from '../pages/access.js';
import { Readiness } from './readiness.js';

/** For whoever starts us, or sends us requests: are we alive, and can we serve? */
@Controller()
@Allowed('anyone')
export class ProbesController {
  constructor(private readonly readiness: Readiness) {}

  /** That this is answered is the answer. It asks nobody: a database that is away is no reason to end us. */
  @Get('healthz')
  alive(): { isAlive: true } {
    return { isAlive: true };
  }

  @Get('readyz')
  async ready(@Res() response: Response): Promise<void> {
    const problems = await this.readiness.problems();
    response.status(problems.length === 0 ? 200 : 503).json({ isReady: problems.length === 0, problems });
  }
}

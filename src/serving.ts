import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { ActorMiddleware } from './modules/accounts/actor.middleware.js';
import { Rates } from './modules/api/rates.js';
import { configurePages } from './modules/pages/pages.module.js';
import { isProbe } from './modules/pages/probes.js';
import { Deliveries } from './modules/websub/deliveries.js';

/**
 * Makes a Nest application serve pages and the API. To be called once, before `listen`: Nest puts its reading of bodies behind what stands here, so that
 * requests that cannot be read are counted as any others, and nothing is read of those that are refused.
 */
export function configureServing(app: NestExpressApplication): void {
  configurePages(app);
  const { handler: findActor } = app.get(ActorMiddleware);
  // Whoever looks whether we are alive needs no name, and is answered while the database is away.
  app.use((request: Request, response: Response, next: NextFunction) =>
    isProbe(request.path) ? next() : void findActor(request, response, next),
  );
  app.use('/websub', app.get(Deliveries).handler);
  app.use('/api/v1', app.get(Rates).handler, app.get(Rates).errorHandler);
}

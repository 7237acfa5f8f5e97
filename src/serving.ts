import type { NestExpressApplication } from '@nestjs/platform-express';
import { ActorMiddleware } from './modules/accounts/actor.middleware.js';
import { Rates } from './modules/api/rates.js';
import { configurePages } from './modules/pages/pages.module.js';

/**
 * Makes a Nest application serve pages and the API. To be called once, before `listen`: Nest puts its reading of bodies behind what stands here, so that
 * requests that cannot be read are counted as any others, and nothing is read of those that are refused.
 */
export function configureServing(app: NestExpressApplication): void {
  configurePages(app);
  app.use(app.get(ActorMiddleware).handler);
  app.use('/api/v1', app.get(Rates).handler, app.get(Rates).errorHandler);
}

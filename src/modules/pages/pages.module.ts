import { Global, type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Metrics } from '../metrics/metrics.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { AccessGuard } from './access.js';
import { CacheControl } from './caching.js';
import { dropControls, refuseControls } from './controls.js';
import { ErrorFilter } from './error.filter.js';
import { Pages, PUBLIC, TEMPLATES } from './handlebars.js';
import { LONG_FORMS_AT, readLongForms } from './long-forms.js';
import { measureRequests } from './request-times.js';
import { nameRequests } from './request-id.js';
import { RobotsController } from './robots.controller.js';
import { refuseForeignForms, securityHeaders } from './security.js';
import { Shortcuts } from './shortcuts.js';

/** Global, because every screen renders. */
@Global()
@Module({
  imports: [MetricsModule],
  controllers: [RobotsController],
  providers: [Pages, Shortcuts, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [Pages, Shortcuts],
})
export class PagesModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(dropControls).forRoutes('{*path}');
  }
}

/** Makes a Nest application serve pages: templates, the files of public/, headers, errors. To be called once, before `listen`. */
export function configurePages(app: NestExpressApplication): void {
  const pages = app.get(Pages);
  pages.load();
  app.disable('x-powered-by');
  const { baseUrl, trustedProxies, readerAccess } = app.get<Config>(CONFIG);
  app.set('trust proxy', trustedProxies);
  app.use(nameRequests);
  app.use(measureRequests(app.get(Metrics)));
  app.use(securityHeaders(baseUrl));
  app.use(refuseControls);
  app.use(refuseForeignForms(baseUrl));
  app.use(LONG_FORMS_AT, readLongForms);
  app.use(compression());
  app.useStaticAssets(PUBLIC, { prefix: pages.assets.prefix, index: false, immutable: true, maxAge: '365d' });
  app.use(app.get(Shortcuts).handler);
  app.engine('hbs', pages.engine);
  app.setBaseViewsDir(`${TEMPLATES}/pages`);
  app.setViewEngine('hbs');
  app.useGlobalInterceptors(new CacheControl(app.get(Reflector), readerAccess === 'public'));
  app.useGlobalFilters(new ErrorFilter(pages));
}

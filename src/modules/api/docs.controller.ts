import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { VERSION } from '../fetch/user-agent.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { docsView } from './docs.view.js';
import { type OpenApi, openApiOf } from './openapi.js';
import { Operations } from './operations.js';

/** What the API is, for people and for programs. There is nothing to see in it but what it can do. */
@Controller('api')
@Allowed('anyone')
@Cached('page')
export class DocsController {
  private document: OpenApi | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly operations: Operations,
    private readonly pages: Pages,
  ) {}

  @Get('docs')
  @Header('Content-Type', 'text/html; charset=utf-8')
  docs(): string {
    return this.pages.render('api', docsView(this.openApi()));
  }

  @Get('openapi.json')
  openApi(): OpenApi {
    const { baseUrl, readerAccess } = this.config;
    this.document ??= openApiOf(this.operations.all(), { version: VERSION, baseUrl, isPublic: readerAccess === 'public' });
    return this.document;
  }
}

import { Controller, Get, Header } from '@nestjs/common';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';
import { rankingView } from './ranking.view.js';

@Controller('digest/ranking')
@Allowed('reader')
export class RankingController {
  constructor(private readonly pages: Pages) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Cached('page')
  explanation(): string {
    return this.pages.render('ranking', rankingView());
  }
}

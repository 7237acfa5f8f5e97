import { Controller, Get, Header } from '@nestjs/common';
import { Pages } from '../pages/handlebars.js';
import { rankingView } from './ranking.view.js';

@Controller('digest/ranking')
export class RankingController {
  constructor(private readonly pages: Pages) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'public, no-cache')
  explanation(): string {
    return this.pages.render('ranking', rankingView());
  }
}

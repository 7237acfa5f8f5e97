import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Editions } from '../digests/editions.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { Letters } from './letters.js';

/** A mail has its styles within its elements, as our pages never have. Nothing else is let in. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** An edition as it comes by mail. */
@Controller('digest/:key/mail')
@Allowed('reader')
@Cached('page')
export class MailPreviewController {
  constructor(
    private readonly editions: Editions,
    private readonly letters: Letters,
  ) {}

  /** `?entity=home-office` for what is about somebody, `?format=text` for what text programs show. */
  @Get()
  async preview(
    @Param('key') key: string,
    @Query('entity') entity: unknown,
    @Query('format') format: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const period = await this.editions.find(key);
    const entities = [entity].flat().filter((slug) => typeof slug === 'string');
    const letter = await this.letters.preview(period, entities);
    if (!letter)
      throw new PageNotFound('No mail goes out of this edition: there is nothing in it to tell.', [
        { href: `/digest/${key}`, label: 'The edition' },
      ]);
    if (format === 'text') return void response.type('text').send(letter.text);
    response.set({ 'Content-Security-Policy': POLICY, 'X-Robots-Tag': 'noindex' }).type('html').send(letter.html);
  }
}

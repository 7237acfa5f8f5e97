import { Controller, Get, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allowed } from '../pages/access.js';
import { typedText } from '../pages/form.js';
import { Pages } from '../pages/handlebars.js';
import { type AuditAsked, AuditQuery } from './audit.query.js';
import { auditView } from './audit.view.js';

const ROWS = 50;

/** Who changed what. */
@Controller('admin/audit')
@Allowed('admin')
export class AuditController {
  constructor(
    private readonly pages: Pages,
    private readonly query: AuditQuery,
  ) {}

  @Get()
  async page(@Query() said: unknown, @Res() response: Response): Promise<void> {
    const before = typedText(said, 'before');
    const asked: AuditAsked = {
      words: typedText(said, 'q').trim().slice(0, 100),
      withRefused: typedText(said, 'refused') === 'yes',
      beforeId: /^\d{1,9}$/.test(before) ? Number(before) : null,
    };
    const rows = await this.query.rows(asked, ROWS + 1);
    response.type('html').send(this.pages.render('audit', auditView(asked, rows.slice(0, ROWS), rows.length > ROWS)));
  }
}

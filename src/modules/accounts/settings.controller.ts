import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { Pages } from '../pages/handlebars.js';
import { privatePage } from '../pages/page.view.js';
import { settingRows } from './settings-rows.js';

/** Each setting, its value, and where that comes from. They are set in the environment, and read at the start. */
@Controller('admin/settings')
@Allowed('admin')
export class SettingsController {
  constructor(
    private readonly pages: Pages,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  page(@Res() response: Response): void {
    const rows = settingRows(this.config).map(({ meaning, isSet, isSecret, ...row }) => ({
      ...row,
      // In the README's Markdown only the code is marked up.
      meaning: meaning.split('`').map((text, index) => ({ text, isCode: index % 2 === 1 })),
      isHidden: isSet && isSecret,
      isSet,
    }));
    const view = { page: privatePage('Settings', 'Each setting, its value, and where it comes from.'), firstRun: null, rows };
    response.type('html').send(this.pages.render('settings', view));
  }
}

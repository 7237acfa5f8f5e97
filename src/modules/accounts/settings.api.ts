import { Controller, Get, Inject } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, operation, Operation } from '../api/operation.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { settingRows } from './settings-rows.js';

const setting = z
  .object({
    name: z
      .string()
      .describe('The variable of the environment')
      .meta({ examples: ['READER_ACCESS'] }),
    value: z
      .string()
      .nullable()
      .describe('What holds, with `…` for a password in it; null where that is nothing, or a secret')
      .meta({ examples: ['public'] }),
    from: z.enum(['environment', 'default']).describe('Where that comes from'),
    isSecret: z.boolean().describe('Its value is shown to nobody'),
    meaning: z.string().meta({ examples: ['`public`: everybody may read; `login`: only who is signed in'] }),
  })
  .meta({ id: 'Setting', description: 'A setting of this installation. It is set in the environment, and read at the start.' });

const listSettings = operation({
  id: 'listSettings',
  summary: 'Each setting, its value, and where that comes from',
  description: 'All of them, in the order of the README.',
  answer: z.object({ items: z.array(setting) }),
});

@Controller('api/v1/settings')
@Allowed('admin')
@Cached('own')
@About({ name: 'Settings', about: 'How this installation is set.' })
export class SettingsApi {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  @Operation(listSettings)
  list(): Answer<typeof listSettings> {
    return {
      items: settingRows(this.config).map(({ isSet, ...row }) => ({ ...row, from: isSet ? 'environment' : 'default' })),
    };
  }
}

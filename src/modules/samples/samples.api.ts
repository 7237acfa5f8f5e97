import { Controller, Delete, Post } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, Operation, operation } from '../api/operation.js';
import { Allowed } from '../pages/access.js';
import { SourcesService } from '../sources/sources.service.js';
import { FirstRun } from './first-run.js';

const addStarter = operation({
  id: 'addStarter',
  summary: 'Add the starter list of British government',
  description: 'Feeds that are there already stay as they are.',
  answer: z.object({
    added: z
      .int()
      .describe('How many of its feeds are new')
      .meta({ examples: [120] }),
  }),
});

const removeSample = operation({
  id: 'removeSample',
  summary: 'Remove the sample of the first run',
  description: 'With everything that its sources published. Where it is gone already, nothing happens.',
  answer: z.object({
    removed: z
      .int()
      .describe('How many sources went')
      .meta({ examples: [3] }),
  }),
});

/** The two clicks of a first run. */
@Controller('api/v1')
@Allowed('admin')
@About({ name: 'First run', about: 'What a new installation begins with.' })
export class SamplesApi {
  constructor(
    private readonly firstRun: FirstRun,
    private readonly sources: SourcesService,
  ) {}

  @Post('starter')
  @Operation(addStarter)
  async starter(): Promise<Answer<typeof addStarter>> {
    return { added: await this.sources.addStarter() };
  }

  @Delete('sample')
  @Operation(removeSample)
  async sample(): Promise<Answer<typeof removeSample>> {
    return { removed: await this.firstRun.removeSample() };
  }
}

import { Controller, Post, Redirect } from '@nestjs/common';
import { Allowed } from '../pages/access.js';
import { FirstRun } from './first-run.js';

/** The two clicks of a first run. */
@Controller()
@Allowed('admin')
export class SamplesController {
  constructor(private readonly firstRun: FirstRun) {}

  @Post('sample/remove')
  @Redirect('/', 303)
  async removeSample(): Promise<void> {
    await this.firstRun.removeSample();
  }

  @Post('starter')
  @Redirect('/', 303)
  async addStarter(): Promise<void> {
    await this.firstRun.addStarter();
  }
}

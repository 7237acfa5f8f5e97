import { Module } from '@nestjs/common';
import { Spikes } from './spikes.service.js';

/** More than usual: what is counted is the affair of others. */
@Module({ providers: [Spikes], exports: [Spikes] })
export class SpikesModule {}

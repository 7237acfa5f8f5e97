import { Module } from '@nestjs/common';
import { FeedPoller } from './feed-poller.js';
import { HostPoller } from './host-poller.js';
import { Parser } from './parser.js';
import { Poller } from './poller.js';

@Module({ providers: [Parser, FeedPoller, HostPoller, Poller], exports: [Poller, Parser] })
export class PollingModule {}

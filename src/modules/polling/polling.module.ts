import { Module } from '@nestjs/common';
import { DiscussionReader } from './discussion-reader.js';
import { DocumentStore } from './document-store.js';
import { FeedPoller } from './feed-poller.js';
import { FeedReader } from './feed-reader.js';
import { HostPoller } from './host-poller.js';
import { Outage } from './outage.js';
import { PageWitness } from './page-witness.js';
import { Parser } from './parser.js';
import { Poller } from './poller.js';
import { PushedDocuments } from './pushed-documents.js';
import { Rates } from './rates.js';
import { PostsModule } from '../posts/posts.module.js';
import { SourcesModule } from '../sources/sources.module.js';

@Module({
  imports: [PostsModule, SourcesModule],
  providers: [
    Parser,
    Rates,
    FeedReader,
    DiscussionReader,
    PageWitness,
    DocumentStore,
    FeedPoller,
    HostPoller,
    Outage,
    Poller,
    PushedDocuments,
  ],
  exports: [Poller, Parser, PushedDocuments],
})
export class PollingModule {}

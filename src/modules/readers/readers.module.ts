import { Module } from '@nestjs/common';
import { DigestsModule } from '../digests/digests.module.js';
import { Arrivals } from './arrivals.js';
import { ConnectController } from './connect.controller.js';
import { EditionItems } from './edition-items.js';
import { EntriesQuery } from './entries.query.js';
import { Entries } from './entries.js';
import { FeverController } from './fever.controller.js';
import { Fever } from './fever.js';
import { Following } from './following.js';
import { GreaderController } from './greader.controller.js';
import { ItemsQuery } from './items.query.js';
import { ReaderDoor } from './reader-door.js';
import { Reading } from './reading.js';
import { States } from './states.js';
import { Subscriptions } from './subscriptions.js';

/** Where readers of feeds are already: the Google Reader API and Fever. */
@Module({
  imports: [DigestsModule],
  controllers: [GreaderController, FeverController, ConnectController],
  providers: [Arrivals, EditionItems, EntriesQuery, Entries, Fever, Following, ItemsQuery, ReaderDoor, Reading, States, Subscriptions],
})
export class ReadersModule {}

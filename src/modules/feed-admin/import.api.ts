import { Controller, Get, Post } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { count, yesOrNo } from '../api/values.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { refusedWhole } from '../pages/problem.js';
import { FEEDS } from './feed.answer.js';
import { FeedLists } from './feed-lists.js';
import { LIST_MB_MAX, lateList, missingList } from './import.controller.js';

const sentences = (what: string) =>
  z
    .array(z.string())
    .describe(what)
    .meta({ examples: [[]] });

const feedList = z
  .object({
    id: z.string().meta({ examples: ['k3Jx0Yb2'] }),
    name: z.string().meta({ examples: ['feeds.opml'] }),
    state: z
      .enum(['shown', 'importing', 'imported'])
      .describe('`shown`: nothing is added before it is confirmed; `imported`: all of it is in'),
    feeds: count('Feeds that can be polled, each once', 3),
    fresh: count('Of these, how many were not there', 2),
    known: count('How many were; they stay as they are', 1),
    repeated: count('Entries that name a feed which an earlier one named', 0),
    refused: sentences('Of the first feeds that cannot be polled, why'),
    refusedCount: count('How many cannot be polled', 0),
    warnings: sentences('What was left out, and why'),
    tags: z
      .array(z.object({ tag: z.string(), feeds: z.int() }))
      .describe('How many feeds get each tag, the commonest first')
      .meta({ examples: [[{ tag: 'ports', feeds: 2 }]] }),
    examples: z
      .array(z.object({ title: z.string(), url: z.string() }))
      .describe('The first of the new feeds')
      .meta({ examples: [[{ title: 'Harbour Lamp', url: 'https://lamp.example/feed/' }]] }),
    position: count('How many of its feeds have been looked at', 0),
    added: count('How many of these are new', 0),
    createdAt: z.date(),
  })
  .meta({ id: 'FeedList', description: 'A list of feeds that is brought in, and how far that is.' });

const importFeeds = operation({
  id: 'importFeeds',
  summary: 'Bring in a list of feeds',
  description: 'OPML of any reader. It comes in by and by; `getImport` says how far it is. What is there already stays as it is.',
  query: z.strictObject({
    dryRun: yesOrNo('Only say what it would bring: `confirmImport` brings in exactly that, within an hour'),
    name: z.string().trim().min(1).max(200).default('A list from a program').describe('What it is called'),
  }),
  file: { types: ['text/x-opml', 'application/xml', 'text/xml'], mbMax: LIST_MB_MAX },
  answer: feedList,
  status: 201,
  location: ({ id }: z.output<typeof feedList>) => `/api/v1/feeds/import/${id}`,
});

const path = z.object({
  id: z
    .string()
    .min(1)
    .max(100)
    .describe('The id of the list')
    .meta({ examples: ['k3Jx0Yb2'] }),
});
const errors = { 404: 'There is no such list. One that is in is kept for a week.', 410: 'It was shown over an hour ago.' };

const getImport = operation({ id: 'getImport', summary: 'How far a list is', path, answer: feedList, errors });

const confirmImport = operation({
  id: 'confirmImport',
  summary: 'Bring in a list as it was shown',
  description: 'A second time, nothing comes twice.',
  path,
  answer: feedList,
  errors,
});

@Controller('api/v1/feeds/import')
@Allowed('admin')
@Cached('own')
@About(FEEDS)
export class ImportApi {
  constructor(private readonly lists: FeedLists) {}

  @Post()
  @Operation(importFeeds)
  async import(@Input() { query, file }: Asked<typeof importFeeds>): Promise<Answer<typeof importFeeds>> {
    if (file.length === 0) throw refusedWhole(['Send the list as the body: there was none.']);
    const shown = await this.lists.show(query.name, file);
    if (shown.result === 'refused') throw refusedWhole([shown.message]);
    return query.dryRun ? this.find(shown.id) : this.begin(shown.id);
  }

  @Get(':id')
  @Operation(getImport)
  one(@Input() { path }: Asked<typeof getImport>): Promise<Answer<typeof getImport>> {
    return this.find(path.id);
  }

  @Post(':id')
  @Operation(confirmImport)
  confirm(@Input() { path }: Asked<typeof confirmImport>): Promise<Answer<typeof confirmImport>> {
    return this.begin(path.id);
  }

  private async begin(id: string): Promise<z.output<typeof feedList>> {
    const confirmed = await this.lists.confirm(id);
    if (confirmed === 'missing') throw missingList();
    if (confirmed === 'late') throw lateList();
    return this.find(id);
  }

  private async find(id: string): Promise<z.output<typeof feedList>> {
    const list = await this.lists.one(id);
    if (!list) throw missingList();
    if (this.lists.isLate(list)) throw lateList();
    const { name, state, reading, position, added, createdAt } = list;
    return { id, name, state, ...reading, position, added, createdAt };
  }
}

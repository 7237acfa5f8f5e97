import { ConflictException, Controller, Inject, Post } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed } from '../pages/access.js';
import { refused } from '../pages/problem.js';
import { tagsOf } from '../sources/feed-tags.js';
import { FeedsQuery } from '../sources/feeds.query.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import { SourcesService } from '../sources/sources.service.js';
import { LATE, TITLE_MAX, UNREADABLE } from './add.form.js';
import { Adding } from './adding.js';
import { feed, feedJson, feedRole, FEEDS, feedTitle, feedUrl } from './feed.answer.js';
import { askedTags } from './feed.body.js';
import { Offers } from './offer.js';
import { Preview } from './preview.js';
import { look, lookJson } from './preview.answer.js';
import { voiceOf } from './voice-guess.js';

const note = z.object({ url: feedUrl, title: feedTitle, role: feedRole });
const notes = z.array(note).meta({ examples: [[]] });
const anyVoice = z.enum(AFFILIATIONS, `One of ${AFFILIATIONS.join(', ')}.`).optional();

const url = z
  .string('is missing')
  .trim()
  .min(1, 'is missing')
  .max(2_000)
  .describe('Of a feed, of a page that has one, or of an account')
  .meta({ examples: ['https://lamp.example/'] });

const addFeed = operation({
  id: 'addFeed',
  summary: 'Add a feed',
  description: 'The feed at an address, the feeds of the page there, or an account. The address is fetched before the answer comes.',
  body: z.strictObject({
    url,
    sourceTitle: z.string().trim().min(1).max(300).optional().describe('What its source is called; else as it calls itself'),
    platform: z.string().trim().min(1).max(100).optional().describe('What it runs on; else as it shows'),
    affiliation: anyVoice.describe('Whose voice it is'),
    tags: askedTags,
  }),
  answer: z.object({
    result: z.enum(['added', 'already-there']),
    source: z
      .object({ slug: z.string(), title: z.string() })
      .nullable()
      .meta({ examples: [{ slug: 'harbour-lamp', title: 'Harbour Lamp' }] }),
    added: z.array(note),
    alreadyThere: notes,
    others: notes.describe('Found, and left alone: another format of the same entries, feeds of other pages'),
    message: z
      .string()
      .describe('The same in words')
      .meta({ examples: ['Added a feed to “Harbour Lamp”.'] }),
  }),
});

const previewFeeds = operation({
  id: 'previewFeeds',
  summary: 'Look at what an address holds',
  description: 'Its feeds with their newest entries. It is fetched before the answer comes; nothing is stored.',
  body: z.strictObject({ url }),
  answer: look,
});

const addPreviewed = operation({
  id: 'addPreviewedFeeds',
  summary: 'Add what was looked at',
  description: 'Of what `previewFeeds` found. What is there already stays as it is.',
  body: z.strictObject({
    offer: z
      .string('is missing')
      .describe('From `previewFeeds`; good for an hour')
      .meta({ examples: ['k3…'] }),
    feeds: z
      .array(z.int().min(0))
      .min(1, 'Name at least one feed.')
      .optional()
      .describe('Their places in `feeds`; else all that were read')
      .meta({ examples: [[0]] }),
    title: z
      .string()
      .trim()
      .min(1)
      .max(TITLE_MAX, `A name may have ${TITLE_MAX} characters.`)
      .optional()
      .describe('What the source is called; else as found'),
    affiliation: anyVoice.describe('Whose voice it is; else as guessed'),
    tags: askedTags,
  }),
  answer: z.object({
    added: z
      .int()
      .describe('How many are new')
      .meta({ examples: [1] }),
    feed: feed.describe('The first of them'),
  }),
  errors: { 409: 'The look is over an hour old.' },
});

@Controller('api/v1/feeds')
@Allowed('admin')
@About(FEEDS)
export class AddingApi {
  constructor(
    private readonly sources: SourcesService,
    private readonly preview: Preview,
    private readonly offers: Offers,
    private readonly adding: Adding,
    private readonly feeds: FeedsQuery,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Operation(addFeed)
  async add(@Input() { body }: Asked<typeof addFeed>): Promise<Answer<typeof addFeed>> {
    const { result, ...report } = await this.sources.addFeed({ ...body, tags: tagsOf(body.tags) });
    if (result === 'not-fetched' || result === 'nothing-found') throw refused({ url: report.message });
    return { result, ...report };
  }

  @Post('preview')
  @Operation(previewFeeds)
  async look(@Input() { body }: Asked<typeof previewFeeds>): Promise<Answer<typeof previewFeeds>> {
    const looked = await this.preview.look(body.url);
    if (looked.kind === 'refused') throw refused({ url: looked.message });
    return lookJson(looked, this.offers.seal(looked.offer), this.clock.now(), this.config.timezone);
  }

  @Post('preview/add')
  @Operation(addPreviewed)
  async addPreviewed(@Input() { body }: Asked<typeof addPreviewed>): Promise<Answer<typeof addPreviewed>> {
    const opened = this.offers.open(body.offer);
    if (opened.state === 'unreadable') throw refused({ offer: UNREADABLE });
    if (opened.state === 'late') throw new ConflictException(LATE);
    const { offer } = opened;
    const feeds = body.feeds ?? offer.feeds.map((_, place) => place).slice(0, offer.read);
    if (feeds.some((place) => place >= offer.feeds.length)) throw refused({ feeds: `There are ${offer.feeds.length}; count from 0.` });
    const affiliation = body.affiliation ?? voiceOf(offer) ?? 'unknown';
    const { id, added } = await this.adding.add(offer, { title: body.title ?? offer.title, affiliation, tags: tagsOf(body.tags), feeds });
    const [row] = await this.feeds.byIds([id]);
    return { added, feed: feedJson(row!, this.clock.now()) };
  }
}

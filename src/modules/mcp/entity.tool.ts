import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { EntityPortraits } from '../entities/entity-portraits.js';
import { MentioningQuery } from '../entities/mentioning.query.js';
import { namesOf } from '../entities/names.view.js';
import type { EntityEntity } from '../mentions/entity.entity.js';
import { countOf } from '../pages/words.js';
import { findingView } from '../spikes/finding.view.js';
import { type Answer, namedField, noticeField, refused, told } from './answer.js';
import { EntityFinder } from './entity-finder.js';
import { type Fence, tameLine } from './fence.js';
import { messageOf, messageSchema, messageText } from './message.js';
import { noSuchPeriod, PERIOD_FIELD } from './period.field.js';
import { SlugsQuery } from './slugs.query.js';

const NEWEST_MAX = 50;
const LINES = 10;
const CHARACTERS = 600;
const NAME_CHARACTERS = 200;

const input = z.object({
  entity: namedField.describe('Its slug, or a name that it is known by'),
  period: PERIOD_FIELD,
  limit: z.number().int().min(0).max(NEWEST_MAX).default(10).describe('How many of the newest mentions'),
});

const counted = z.object({ key: z.string(), messages: z.number().int() });

const output = z.object({
  notice: noticeField,
  slug: z.string(),
  name: z.string(),
  kind: z.string().nullable(),
  watchedFrom: z.string().nullable(),
  watchedUntil: z.string().nullable(),
  names: z.array(z.object({ kind: z.string(), names: z.array(z.string()) })).describe('What it is found by, and what rules a mention out'),
  href: z.string(),
  period: z.object({ name: z.string(), from: z.string(), until: z.string() }),
  messages: z.number().int().describe('That mention it in the period'),
  isCut: z.boolean().describe('There was more than could be looked at: the newest were'),
  voices: z.array(counted).describe('By whose voice: an affiliation, or "others" for readers'),
  roles: z.array(counted).describe('addressed, discussed, quoted or linked; a message may have several'),
  findings: z.array(z.string()).describe('What stands out of late'),
  ownSources: z.array(z.string()).describe('Slugs of the sources in which it speaks itself'),
  newest: z.array(messageSchema).describe('The newest mentions of all, whatever the period'),
  untrusted: z.object({
    sources: z.array(z.object({ title: z.string(), voice: z.string(), messages: z.number().int() })),
    people: z.array(z.object({ name: z.string(), messages: z.number().int() })),
  }),
});
type Output = Omit<z.infer<typeof output>, 'notice'>;

/** Who it is, who talks about it, and what was said last. */
@Injectable()
export class EntityTool {
  readonly name = 'entity';
  readonly title = 'Who is talked about';
  readonly description =
    'A body or a person that is watched: its names, how often it is mentioned in a period, by whose voice, in which sources and roles, and the newest mentions.';
  readonly input = input;
  readonly output = output;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly finder: EntityFinder,
    private readonly portraits: EntityPortraits,
    private readonly mentioning: MentioningQuery,
    private readonly slugs: SlugsQuery,
    private readonly clock: Clock,
  ) {}

  async answer({ entity: name, period, limit }: z.output<typeof input>): Promise<Answer> {
    const entity = await this.finder.find(name);
    if (typeof entity === 'string') return refused(entity);
    const portrait = await this.portraits.of(entity, { period }, this.clock.now());
    const { span, isCut, mentioned, findings, ownSources } = portrait;
    if (period !== undefined && span.name !== period) return refused(noSuchPeriod(period));
    const rows = (await this.mentioning.newest(entity.id)).slice(0, limit);
    const slugs = await this.slugs.of(rows.map(({ sourceId }) => sourceId));
    const { baseUrl, timezone } = this.config;
    const answer: Output = {
      ...identityOf(entity),
      href: `${baseUrl}/entities/${entity.slug}`,
      period: { name: span.name, from: new Date(span.from).toISOString(), until: new Date(span.until).toISOString() },
      messages: mentioned.ids.length,
      isCut,
      voices: mentioned.voices.map(({ key, ids }) => ({ key, messages: ids.length })),
      roles: mentioned.roles.map(({ role, ids }) => ({ key: role, messages: ids.length })),
      findings: findings.map((finding) => findingView(finding, '', timezone).sentence),
      ownSources: ownSources.map(({ slug }) => slug),
      newest: rows.map((row) => messageOf(row, { slugs, baseUrl, charactersMax: CHARACTERS })),
      untrusted: {
        sources: mentioned.sources
          .slice(0, LINES)
          .map(({ title, voice, ids }) => ({ title: tameLine(title, NAME_CHARACTERS), voice, messages: ids.length })),
        people: mentioned.people
          .slice(0, LINES)
          .map((person) => ({ name: tameLine(person.name, NAME_CHARACTERS), messages: person.ids.length })),
      },
    };
    return told(answer, (fence) => textOf(answer, fence));
  }
}

/** An admin wrote this, or a catalogue that he took in. */
function identityOf(entity: EntityEntity) {
  return {
    slug: entity.slug,
    name: tameLine(entity.name, NAME_CHARACTERS),
    kind: entity.kind && tameLine(entity.kind, NAME_CHARACTERS),
    watchedFrom: entity.from,
    watchedUntil: entity.until,
    names: namesOf(entity).map(({ title, names }) => ({ kind: title, names: names.map(({ text }) => tameLine(text, NAME_CHARACTERS)) })),
  };
}

function textOf(answer: Output, fence: Fence): string {
  const { name, kind, slug, names, period, messages, isCut, voices, roles, findings, ownSources, newest, untrusted } = answer;
  const tally = (counts: Output['voices']) => counts.filter((each) => each.messages > 0).map((each) => `${each.key} ${each.messages}`).join(', ') || 'none'; // prettier-ignore
  const lines = [
    ...untrusted.sources.map(
      ({ title, voice, messages: count }) => `Source: ${title} (${voice}): ${countOf(count, 'message', 'messages')}`,
    ),
    ...untrusted.people.map((person) => `Reader: ${person.name}: ${countOf(person.messages, 'message', 'messages')}`),
  ];
  return [
    [
      `${name}${kind === null ? '' : `, ${kind}`} (${slug}). ${answer.href}`,
      ...names.map((each) => `${each.kind}: ${each.names.join('; ')}`),
      `From ${period.from} until ${period.until}: ${countOf(messages, 'message mentions', 'messages mention')} it${isCut ? ', and there were more than could be looked at' : ''}.`,
      `By whose voice: ${tally(voices)}.`,
      `In which role: ${tally(roles)}.`,
      ...findings,
      ownSources.length === 0 ? 'No source of its own is read.' : `It speaks itself in: ${ownSources.join(', ')}.`,
    ].join('\n'),
    ...(lines.length === 0 ? [] : [fence.around(lines.join('\n'))]),
    ...(newest.length === 0 ? [] : ['The newest mentions:']),
    ...newest.map((message) => messageText(message, fence, [`in thread ${message.threadId}`])),
  ].join('\n\n');
}

import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { authorKeyOf } from '../affiliations/affiliation-at.js';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import type { Painted } from '../engagement/hearing.js';
import { measureGroups, measureTitle } from '../engagement/measure.view.js';
import { type Span, spanAsked } from '../engagement/period.js';
import { Portraits } from '../engagement/portraits.js';
import { coverageText } from '../engagement/source.view.js';
import { SourcesQuery } from '../engagement/sources.query.js';
import { EntityPortraits } from '../entities/entity-portraits.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import { type Answer, namedField, noticeField, refused, told } from './answer.js';
import { EntityFinder } from './entity-finder.js';
import { type Fence, tameLine } from './fence.js';
import { noSuchPeriod, PERIOD_FIELD } from './period.field.js';
import { SlugsQuery } from './slugs.query.js';

const NAME_CHARACTERS = 200;

const input = z.object({
  source: namedField.optional().describe('The slug of a source; or else entity'),
  entity: namedField.optional().describe('A slug or a name: the figures of all its own sources'),
  author: namedField.optional().describe('With source: one who signs there'),
  voice: z.enum(AFFILIATIONS).optional().describe('Where it spoke under several affiliations, which of them; else the latest'),
  period: PERIOD_FIELD,
});

const measure = z.object({
  name: z.string(),
  title: z.string(),
  unit: z.enum(['share', 'milliseconds', 'people', 'levels', 'per-post', 'per-thousand']),
  value: z.number().nullable().describe('Null where there is too little to say; then insufficient says why'),
  interval: z.object({ low: z.number(), high: z.number(), level: z.number() }).nullable(),
  numerator: z.number(),
  denominator: z.number(),
  insufficient: z.string().nullable(),
});

const output = z.object({
  notice: noticeField,
  of: z.object({ kind: z.enum(['source', 'entity']), slug: z.string() }),
  href: z.string(),
  period: z.object({ name: z.string(), from: z.string(), until: z.string() }),
  verdict: z.object({ word: z.enum(['conversing', 'mixed', 'broadcasting', 'insufficient data']), because: z.string() }),
  coverage: z.object({ share: z.number().nullable(), days: z.number().int(), covered: z.number().int() }).describe('Were its feeds read?'),
  voices: z.array(z.string()).describe('Under which affiliations it spoke'),
  voice: z.string().nullable().describe('Of which of several the figures are'),
  isCut: z.boolean().describe('There was more than could be looked at: the figures are of the newest'),
  ownMessages: z.number().int(),
  openQuestions: z.number().int().describe('Put to it and not answered'),
  measures: z.array(measure),
  untrusted: z.object({ title: z.string(), author: z.string().nullable() }),
});
type Output = Omit<z.infer<typeof output>, 'notice'>;

interface Looked {
  of: Output['of'];
  title: string;
  author: string | null;
  span: Span;
  painted: Painted;
}

/** Conversing or broadcasting: the figures with all that one needs to believe them. */
@Injectable()
export class EngagementTool {
  readonly name = 'engagement';
  readonly title = 'Does it converse or broadcast?';
  readonly description =
    'How much a source, or a watched body in all its sources, answers people: a verdict and figures, each with its interval and what it counts, the coverage of its feeds, or "insufficient data".';
  readonly input = input;
  readonly output = output;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sources: SourcesQuery,
    private readonly portraits: Portraits,
    private readonly entityPortraits: EntityPortraits,
    private readonly finder: EntityFinder,
    private readonly slugs: SlugsQuery,
    private readonly clock: Clock,
  ) {}

  async answer(asked: z.output<typeof input>): Promise<Answer> {
    const { source, entity, period } = asked;
    if ((source === undefined) === (entity === undefined)) return refused('Name either a source or an entity.');
    if (entity !== undefined && asked.author !== undefined)
      return refused('Authors sign in sources: name the source instead of the entity.');
    const looked = source === undefined ? await this.atEntity(entity!, asked) : await this.atSource(source, asked);
    if (typeof looked === 'string') return refused(looked);
    if (period !== undefined && looked.span.name !== period) return refused(noSuchPeriod(period));
    const answer = outputOf(looked, this.config.baseUrl);
    return told(answer, (fence) => textOf(answer, looked, fence));
  }

  private async atSource(slug: string, { period, author, voice }: z.output<typeof input>): Promise<Looked | string> {
    const source = await this.sources.bySlug(slug);
    if (source === null) {
      const near = await this.slugs.near(slug);
      return `There is no source “${tameLine(slug, 100)}”. ${near.length > 0 ? `These are alike: ${near.join(', ')}.` : 'The results of `search` name the sources that there are.'}`;
    }
    const span = spanAsked({ period }, { first: source.firstAt, latest: source.latestAt }, this.clock.now(), this.config.timezone);
    const painted = await this.portraits.ofSource(source, author === undefined ? null : authorKeyOf(author), span, voice ?? null);
    return { of: { kind: 'source', slug: source.slug }, title: source.title, author: author ?? null, span, painted };
  }

  private async atEntity(name: string, { period, voice }: z.output<typeof input>): Promise<Looked | string> {
    const entity = await this.finder.find(name);
    if (typeof entity === 'string') return entity;
    const { span, painted, ownSources } = await this.entityPortraits.of(entity, { period, voice }, this.clock.now());
    if (ownSources.length === 0)
      return `No source of ${entity.name}’s own is read, so that there is nothing to measure. \`entity\` tells who mentions it.`;
    return { of: { kind: 'entity', slug: entity.slug }, title: entity.name, author: null, span, painted };
  }
}

function outputOf({ of, title, author, span, painted }: Looked, baseUrl: string): Output {
  const { portrait, coverage, voices, voice, isCut, unanswered } = painted;
  const { verdict, measures } = portrait.engagement;
  return {
    of,
    href: `${baseUrl}/${of.kind === 'source' ? 'sources' : 'entities'}/${of.slug}?period=${span.name}`,
    period: { name: span.name, from: new Date(span.from).toISOString(), until: new Date(span.until).toISOString() },
    verdict,
    coverage: { share: coverage.share, days: coverage.days, covered: coverage.covered },
    voices,
    voice,
    isCut,
    ownMessages: portrait.own.length,
    openQuestions: unanswered.length,
    measures: measures.map(({ name, unit, value, interval, numerator, denominator, insufficient }) => ({
      name,
      title: measureTitle(name),
      unit,
      value,
      interval: interval && { low: interval.low, high: interval.high, level: interval.level },
      numerator,
      denominator,
      insufficient,
    })),
    untrusted: { title: tameLine(title, NAME_CHARACTERS), author: author === null ? null : tameLine(author, NAME_CHARACTERS) },
  };
}

function textOf(answer: Output, { painted }: Looked, fence: Fence): string {
  const { of, href, period, verdict, voice, isCut, ownMessages, openQuestions, untrusted } = answer;
  const groups = measureGroups(painted.portrait.engagement.measures, () => '').map(({ title, measures, missing }) =>
    [
      title,
      ...measures.map(({ title: name, value, interval, insufficient, counted, among }) => {
        const figure = value === null ? `insufficient data. ${insufficient ?? ''}` : `${value}${interval === null ? '' : ` (${interval})`}`;
        return `  ${name}: ${figure} [${counted.text} of ${among.text}]`;
      }),
      ...missing.map(({ titles, because }) => `  ${titles}: insufficient data. ${because}`),
    ].join('\n'),
  );
  return [
    `The ${of.kind} ${of.slug}. ${href}`,
    fence.around(`Title: ${untrusted.title}${untrusted.author === null ? '' : `\nAuthor: ${untrusted.author}`}`),
    [
      `${verdict.word}: ${verdict.because}`,
      `From ${period.from} until ${period.until}. ${coverageText(painted.coverage)}`,
      ...(voice === null ? [] : [`It spoke as ${answer.voices.join(' and ')}; this is what it said as ${voice}.`]),
      ...(isCut ? ['There was more than could be looked at: the figures are of the newest.'] : []),
      `Messages of its own: ${ownMessages}. Questions put to it that wait for an answer: ${openQuestions}.`,
    ].join('\n'),
    ...groups,
  ].join('\n\n');
}

import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { dayOf } from '../sources/count-poll.js';
import { coverageOf, jointCoverageOf } from './coverage.js';
import { engagementIn } from './measures/engagement.js';
import type { Coverage, Message, Talk } from './measures/message.js';
import { type OpenQuestion, openQuestions, readTalk } from './measures/reading.js';
import { bucketsOf, type Span } from './period.js';
import type { Affiliation } from '../sources/source.entity.js';
import { voicesIn, withVoice } from './one-voice.js';
import { type Portrait, portraitOf } from './portrait.js';
import { type SourceRow, SourcesQuery } from './sources.query.js';
import { Speaking } from './speaking.js';
import { TalkQuery } from './talk.query.js';
import { Listener, personOf, type TalkRow, type Voice } from './voice.js';

/** Who sits for a portrait: a body in all sources of its own, or one author alone. */
export interface Sitter extends Omit<Voice, 'sourceIds'> {
  sources: readonly SourceRow[];
}

export interface Painted {
  portrait: Portrait;
  coverage: Coverage;
  /** Under which affiliations it spoke in the period; and, where there are several, the one that the figures are of. */
  voices: Affiliation[];
  voice: Affiliation | null;
  /** Questions that none of its voices has answered. */
  unanswered: OpenQuestion[];
  /** People as they sign, by the keys under which they are counted. */
  names: Map<string, string>;
  /** There was more than could be looked at: the figures are of the newest. */
  isCut: boolean;
}

/** Reads the conversation of a voice from the store, and measures it. */
@Injectable()
export class Portraits {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly talks: TalkQuery,
    private readonly sources: SourcesQuery,
    private readonly clock: Clock,
  ) {}

  /** Of a source, or of one who writes for it. */
  async ofSource(source: SourceRow, authorKey: string | null, span: Span, asked: Affiliation | null = null): Promise<Painted> {
    return this.of({ sources: [source], authorKey, entityIds: await this.sources.entitiesAt(source.siteUrl) }, span, asked);
  }

  /**
   * Of a body with all its sources. Where it spoke under several affiliations in the period, the figures are those of one voice: of the one that is
   * asked for, else of the latest.
   */
  async of({ sources, ...sitter }: Sitter, span: Span, asked: Affiliation | null = null): Promise<Painted> {
    const sourceIds = sources.map(({ id }) => id);
    const coverage = await this.jointCoverage(sourceIds, span);
    const { talk, rows, listener, isCut } = await this.talk({ ...sitter, sourceIds }, span, coverage);
    const speaking = new Speaking(sources, await this.sources.periodsOf(sourceIds), talk, rows);
    const affiliationOf = (message: Message) => speaking.affiliationOf(message);
    const voices = voicesIn(talk, affiliationOf);
    const one = voices.length > 1 ? (voices.find((each) => each === asked) ?? voices[0]!) : null;
    const whole = readTalk(talk);
    const reading = one === null ? whole : readTalk(withVoice(talk, (message) => speaking.concerns(message, one)));
    const portrait = portraitOf({
      engagement: engagementIn(reading),
      reading,
      all: talk.messages,
      buckets: bucketsOf(span, this.config.timezone),
      affiliationOf,
      isSigned: ({ id }) => listener.isSigned(rows.get(id)!),
    });
    return { portrait, coverage, voices, voice: one, unanswered: openQuestions(whole), names: namesOf(rows.values()), isCut };
  }

  /** Was the feed up? For many sources at once. */
  async coverage(sourceIds: readonly number[], { from, until }: Span): Promise<Map<number, Coverage>> {
    const [first, last] = [dayOf(new Date(from)), dayOf(new Date(until - 1)) + 1];
    const days = await this.talks.pollDays(sourceIds, first, last);
    return new Map([...days].map(([id, rows]) => [id, coverageOf(rows, first, last)]));
  }

  private async jointCoverage(sourceIds: readonly number[], { from, until }: Span): Promise<Coverage> {
    const [first, last] = [dayOf(new Date(from)), dayOf(new Date(until - 1)) + 1];
    return jointCoverageOf([...(await this.talks.pollDays(sourceIds, first, last)).values()], first, last);
  }

  private async talk(voice: Voice, span: Span, coverage: Coverage) {
    const { rows, addressed, isCut } = await this.talks.read(voice, span.from, span.until);
    const listener = new Listener(voice, await this.talks.signatures(voice.sourceIds));
    const messageOf = (row: TalkRow, text: string): Message => listener.messageOf(row, text, addressed.has(row.id));
    const inPeriod = rows.filter(({ sortAt }) => sortAt >= span.from && sortAt < span.until);
    const own = new Set(rows.filter((row) => listener.isOwn(row)).map(({ id }) => id));
    // What others say to each other is counted, and not read.
    const heard = inPeriod.filter(({ id, parentId }) => own.has(id) || addressed.has(id) || (parentId !== null && own.has(parentId)));
    const texts = await this.talks.texts(heard.map(({ id }) => id));
    const talk: Talk = {
      messages: rows.map((row) => messageOf(row, texts.get(row.id) ?? '')),
      from: span.from,
      until: span.until,
      asOf: this.clock.now().getTime(),
      coverage,
      audience: await this.talks.audience(voice.sourceIds, dayOf(new Date(span.until - 1))),
    };
    return { talk, rows: new Map(rows.map((row) => [row.id, row])), listener, isCut };
  }
}

function namesOf(rows: Iterable<TalkRow>): Map<string, string> {
  const names = new Map<string, string>();
  for (const row of rows) {
    const key = personOf(row);
    if (key !== null && row.authorName !== null) names.set(key, row.authorName.trim());
  }
  return names;
}

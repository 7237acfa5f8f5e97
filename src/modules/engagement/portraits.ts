import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { dayOf } from '../sources/count-poll.js';
import { coverageOf } from './coverage.js';
import { engagementIn } from './measures/engagement.js';
import type { Coverage, Message, Talk } from './measures/message.js';
import { readTalk } from './measures/reading.js';
import { bucketsOf, type Span } from './period.js';
import type { Affiliation } from '../sources/source.entity.js';
import { voicesIn, withVoice } from './one-voice.js';
import { affiliationsFor, type Portrait, portraitOf } from './portrait.js';
import { type SourceRow, SourcesQuery } from './sources.query.js';
import { TalkQuery } from './talk.query.js';
import { Listener, personOf, type TalkRow, type Voice } from './voice.js';

export interface Painted {
  portrait: Portrait;
  coverage: Coverage;
  /** Under which affiliations it spoke in the period; and, where there are several, the one that the figures are of. */
  voices: Affiliation[];
  voice: Affiliation | null;
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

  /**
   * Of a source, or of one who writes for it. Where it changed hands in the period, the figures are those of one voice: of the one that is asked for,
   * else of the latest.
   */
  async of(source: SourceRow, authorKey: string | null, span: Span, asked: Affiliation | null = null): Promise<Painted> {
    const voice = { sourceIds: [source.id], authorKey, entityIds: await this.sources.entitiesAt(source.siteUrl) };
    const coverage = (await this.coverage([source.id], span)).get(source.id) ?? coverageOf([], 0, 0);
    const { talk, rows, listener, isCut } = await this.talk(voice, span, coverage);
    const affiliationAt = affiliationsFor(source, (await this.sources.periodsOf([source.id])).get(source.id) ?? []);
    const own = new Set(talk.messages.flatMap((message) => (message.own ? [message.id] : [])));
    const affiliationOf = ({ id, at, parentId }: Message) => {
      // What is said to the source is said to whom it answers, as he is then.
      const speaker = own.has(id) ? id : parentId !== null && own.has(parentId) ? parentId : null;
      return affiliationAt(speaker === null ? null : (rows.get(speaker)?.authorName ?? null), at);
    };
    const voices = voicesIn(talk, affiliationOf);
    const one = voices.length > 1 ? (voices.find((each) => each === asked) ?? voices[0]!) : null;
    const reading = readTalk(one === null ? talk : withVoice(talk, one, affiliationOf));
    const portrait = portraitOf({
      engagement: engagementIn(reading),
      reading,
      all: talk.messages,
      buckets: bucketsOf(span, this.config.timezone),
      affiliationOf,
      isSigned: ({ id }) => listener.isSigned(rows.get(id)!),
    });
    return { portrait, coverage, voices, voice: one, names: namesOf(rows.values()), isCut };
  }

  /** Was the feed up? For many sources at once. */
  async coverage(sourceIds: readonly number[], { from, until }: Span): Promise<Map<number, Coverage>> {
    const [first, last] = [dayOf(new Date(from)), dayOf(new Date(until - 1)) + 1];
    const days = await this.talks.pollDays(sourceIds, first, last);
    return new Map([...days].map(([id, rows]) => [id, coverageOf(rows, first, last)]));
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
      audience: null,
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

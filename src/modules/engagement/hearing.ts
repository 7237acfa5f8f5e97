import type { Affiliation } from '../sources/source.entity.js';
import { dayOf } from '../sources/count-poll.js';
import { jointCoverageOf, type PollDay } from './coverage.js';
import { engagementIn } from './measures/engagement.js';
import type { Coverage, Message, Talk } from './measures/message.js';
import { type OpenQuestion, openQuestions, readTalk } from './measures/reading.js';
import { voicesIn, withVoice } from './one-voice.js';
import { bucketsOf, type Span } from './period.js';
import { type Portrait, portraitOf } from './portrait.js';
import type { KnownPeriod, SourceRow } from './sources.query.js';
import { Speaking } from './speaking.js';
import { Listener, personOf, type Signature, type TalkRow, type Voice } from './voice.js';

/** All that a portrait is made of. The same from the store and from an export of it, it gives the same figures. */
export interface Hearing {
  voice: Voice;
  sources: readonly SourceRow[];
  periods: ReadonlyMap<number, readonly KnownPeriod[]>;
  signatures: readonly Signature[];
  /** By source. */
  pollDays: ReadonlyMap<number, readonly PollDay[]>;
  followers: number | null;
  rows: readonly TalkRow[];
  /** Messages that name the voice as the one they speak to. */
  addressed: ReadonlySet<number>;
  /** What messages say; of those that are neither the voice's own nor said to it, nobody asks. */
  texts: ReadonlyMap<number, string>;
  /** There was more than could be looked at: the figures are of the newest. */
  isCut: boolean;
  span: Span;
  /** The present, for what may still be answered. */
  asOf: number;
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
  isCut: boolean;
}

/**
 * What was heard, measured. Where a body spoke under several affiliations in the period, the figures are those of one voice: of the one that is asked
 * for, else of the latest.
 */
export function portray(hearing: Hearing, asked: Affiliation | null, zone: string): Painted {
  const { sources, periods, span, isCut } = hearing;
  const listener = new Listener(hearing.voice, hearing.signatures);
  const rows = new Map(hearing.rows.map((row) => [row.id, row]));
  const talk = talkOf(hearing, listener);
  const speaking = new Speaking(sources, periods, talk, rows);
  const affiliationOf = (message: Message) => speaking.affiliationOf(message);
  const voices = voicesIn(talk, affiliationOf);
  const one = voices.length > 1 ? (voices.find((each) => each === asked) ?? voices[0]!) : null;
  const whole = readTalk(talk);
  const reading = one === null ? whole : readTalk(withVoice(talk, (message) => speaking.concerns(message, one)));
  const portrait = portraitOf({
    engagement: engagementIn(reading),
    reading,
    all: talk.messages,
    buckets: bucketsOf(span, zone),
    affiliationOf,
    isSigned: ({ id }) => listener.isSigned(rows.get(id)!),
  });
  return { portrait, coverage: talk.coverage, voices, voice: one, unanswered: openQuestions(whole), names: namesOf(rows.values()), isCut };
}

/** The days of a span, and the one after: what was published on the last is read on that at the latest. */
export function daysOf({ from, until }: Span): [first: number, last: number] {
  return [dayOf(new Date(from)), dayOf(new Date(until - 1)) + 1];
}

function talkOf({ rows, addressed, texts, pollDays, followers, span, asOf, voice }: Hearing, listener: Listener): Talk {
  return {
    messages: rows.map((row) => listener.messageOf(row, texts.get(row.id) ?? '', addressed.has(row.id))),
    from: span.from,
    until: span.until,
    asOf,
    coverage: jointCoverageOf(
      voice.sourceIds.map((id) => pollDays.get(id) ?? []),
      ...daysOf(span),
    ),
    audience: followers,
  };
}

function namesOf(rows: Iterable<TalkRow>): Map<string, string> {
  const names = new Map<string, string>();
  for (const row of rows) {
    const key = personOf(row);
    if (key !== null && row.authorName !== null) names.set(key, row.authorName.trim());
  }
  return names;
}

import { affiliationAt } from '../affiliations/affiliation-at.js';
import { splitByAffiliation } from '../affiliations/split.js';
import type { Affiliation } from '../sources/source.entity.js';
import type { Engagement } from './measures/engagement.js';
import type { Message } from './measures/message.js';
import { inTime, type Reading } from './measures/reading.js';
import type { Bucket } from './period.js';
import type { KnownPeriod } from './sources.query.js';

/** The voices of a chart: each affiliation of its own, and those who speak beneath its posts, whose voice nobody knows. */
export type VolumeKey = Affiliation | 'others';

export interface VolumeRow {
  bucket: Bucket;
  /** The messages of each voice that has any. */
  parts: { key: VolumeKey; ids: number[] }[];
}

export interface Person {
  key: string;
  ids: number[];
}

export interface ThreadSize {
  threadId: number;
  /** Messages of the period: all, and its own. */
  ids: number[];
  own: number;
}

/** All that a page shows of a voice in a period. */
export interface Portrait {
  engagement: Engagement;
  volume: VolumeRow[];
  /** Whom it answered, and who answered it; those with most first. */
  answered: Person[];
  answering: Person[];
  threads: ThreadSize[];
  /** Its own messages, of them those that are its own by signature alone. */
  own: number[];
  signed: number[];
}

interface Facts {
  engagement: Engagement;
  reading: Reading;
  /** The messages of all voices: what is counted in time is parted by them. */
  all: readonly Message[];
  buckets: readonly Bucket[];
  /** The affiliation of a message of its own. */
  affiliationOf: (message: Message) => Affiliation;
  isSigned: (message: Message) => boolean;
}

export function portraitOf({ engagement, reading, all, buckets, affiliationOf, isSigned }: Facts): Portrait {
  const { own, replies, addressed } = reading;
  const { from, until } = reading.talk;
  const within = (messages: readonly Message[]) => messages.filter(({ at, isGone }) => !isGone && at >= from && at < until);
  return {
    engagement,
    volume: volumeOf(within(all), buckets, affiliationOf),
    answered: peopleOf(replies.flatMap(({ message, to }) => (to?.person ? [{ person: to.person, id: message.id }] : []))),
    answering: peopleOf(addressed.flatMap(({ message: { person, id } }) => (person ? [{ person, id }] : []))),
    threads: threadsOf(within(reading.talk.messages)),
    own: own.map(({ id }) => id),
    signed: own.filter(isSigned).map(({ id }) => id),
  };
}

/** The affiliation of what an author of a source said at an instant, by the periods that are known. */
export function affiliationsFor(source: { affiliation: Affiliation }, periods: readonly KnownPeriod[]) {
  return (author: string | null, at: number): Affiliation => affiliationAt({ affiliation: source.affiliation, periods }, author, at);
}

function volumeOf(messages: readonly Message[], buckets: readonly Bucket[], affiliationOf: Facts['affiliationOf']): VolumeRow[] {
  const sorted = [...messages].sort(inTime);
  let at = 0;
  return buckets.map((bucket) => {
    const inside: Message[] = [];
    for (; at < sorted.length && sorted[at]!.at < bucket.until; at++) if (sorted[at]!.at >= bucket.from) inside.push(sorted[at]!);
    const own = splitByAffiliation(
      inside.filter((message) => message.own),
      affiliationOf,
    );
    const others = inside.filter((message) => !message.own);
    const parts: VolumeRow['parts'] = own.map(({ affiliation, items }) => ({ key: affiliation, ids: items.map(({ id }) => id) }));
    if (others.length > 0) parts.push({ key: 'others', ids: others.map(({ id }) => id) });
    return { bucket, parts };
  });
}

function peopleOf(said: readonly { person: string; id: number }[]): Person[] {
  const people = new Map<string, number[]>();
  for (const { person, id } of said) people.set(person, [...(people.get(person) ?? []), id]);
  return [...people].map(([key, ids]) => ({ key, ids })).sort((a, b) => b.ids.length - a.ids.length || (a.key < b.key ? -1 : 1));
}

function threadsOf(messages: readonly Message[]): ThreadSize[] {
  const threads = new Map<number, ThreadSize>();
  for (const { id, threadId, own } of messages) {
    const thread = threads.get(threadId) ?? { threadId, ids: [], own: 0 };
    thread.ids.push(id);
    if (own) thread.own++;
    threads.set(threadId, thread);
  }
  return [...threads.values()].filter(({ ids }) => ids.length > 1).sort((a, b) => b.ids.length - a.ids.length || b.threadId - a.threadId);
}

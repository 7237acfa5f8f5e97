import type { VolumeKey } from '../engagement/portrait.js';
import type { Role } from '../mentions/watched.js';
import type { Affiliation } from '../sources/source.entity.js';
import type { Finding } from '../spikes/spike.js';
import { labelOf } from './hrefs.js';
import type { Mentioned } from './mentioned.js';
import type { MentioningRow } from './mentioning.query.js';

/**
 * The name of each list of messages that mention an entity: its place in addresses, beside the lists of what it says itself (`engagement/lists.ts`).
 * What these make, and what `mentionedLists` files them under, are the same.
 */
export const aboutKeys = {
  all: 'about/all',
  voice: (key: VolumeKey) => `about/voice/${key}`,
  volume: (bucket: string, key: VolumeKey) => `about/volume/${bucket}/${key}`,
  role: (role: Role) => `about/role/${role}`,
  source: (sourceId: number, voice: Affiliation) => `about/source/${sourceId}/${voice}`,
  person: (key: string) => `about/person/${key}`,
  beside: (entityId: number) => `about/beside/${entityId}`,
  thread: (threadId: number) => `about/thread/${threadId}`,
  /** The window itself stands in the name, and the sources that are not counted: it shows the same, whenever it is opened. */
  finding: ({ result, spike, leftOut }: Finding) =>
    `about/window/${spike.from}/${spike.until}/${result === 'spike' ? leftOut.join('.') : ''}`,
};

export function mentionedLists(mentioned: Mentioned): Map<string, number[]> {
  const { ids, volume, voices, roles, sources, people, beside, threads } = mentioned;
  return new Map<string, number[]>([
    [aboutKeys.all, ids],
    ...voices.map(({ key, ids: those }): [string, number[]] => [aboutKeys.voice(key), those]),
    ...volume.flatMap(({ bucket, parts }) => parts.map((part): [string, number[]] => [aboutKeys.volume(bucket.key, part.key), part.ids])),
    ...roles.map(({ role, ids: those }): [string, number[]] => [aboutKeys.role(role), those]),
    ...sources.map(({ sourceId, voice, ids: those }): [string, number[]] => [aboutKeys.source(sourceId, voice), those]),
    ...people.map(({ key, ids: those }): [string, number[]] => [aboutKeys.person(key), those]),
    ...beside.map(({ entityId, ids: those }): [string, number[]] => [aboutKeys.beside(entityId), those]),
    ...threads.map(({ threadId, ids: those }): [string, number[]] => [aboutKeys.thread(threadId), those]),
  ]);
}

/** The messages of a window that stood out; null where the name is of something else. */
export function windowIn(list: string, rows: readonly MentioningRow[]): number[] | null {
  const [, from, until, leftOut] = /^about\/window\/(\d{1,15})\/(\d{1,15})\/([\d.]*)$/.exec(list) ?? [];
  if (from === undefined || until === undefined || leftOut === undefined) return null;
  const left = new Set(leftOut.split('.').filter(Boolean).map(Number));
  return rows.filter(({ at, sourceId }) => at > Number(from) && at <= Number(until) && !left.has(sourceId)).map(({ id }) => id);
}

/** What a list is called; null for one that is not of what mentions the entity. */
export function aboutTitle(list: string, mentioned: Mentioned, names: ReadonlyMap<number, { name: string }>): string | null {
  const [about, kind = '', ...rest] = list.split('/');
  if (about !== 'about') return null;
  const [first = '', second = ''] = rest;
  switch (kind) {
    case 'voice':
      return `Mentioned by: ${labelOf(first as VolumeKey)}`;
    case 'volume':
      return `Mentioned by: ${labelOf(second as VolumeKey)}, ${first}`;
    case 'role':
      return `Messages in which it is ${first}`;
    case 'source':
      return `Mentioned by ${mentioned.sources.find(({ sourceId }) => String(sourceId) === first)?.title ?? 'a source'}: ${labelOf(second as VolumeKey)}`;
    case 'person':
      return `Mentioned by ${mentioned.people.find(({ key }) => key === rest.join('/'))?.name ?? 'a reader'}`;
    case 'beside':
      return `Mentioned together with ${names.get(Number(first))?.name ?? 'another'}`;
    case 'thread':
      return 'Messages of one thread that mention it';
    case 'window':
      return 'More than usual: the messages that are counted';
    default:
      return 'Messages that mention it';
  }
}

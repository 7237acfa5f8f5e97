import type { Measure } from './measures/measure.js';
import type { Portrait, VolumeKey } from './portrait.js';

/**
 * The name of each list of messages that a figure counts: its place in addresses, so that every figure opens what it counts.
 * What these make, and what `listsOf` files them under, are the same.
 */
export const listKeys = {
  measure: (measure: Measure) => measure.name,
  among: (measure: Measure) => `${measure.name}/among`,
  volume: (bucket: string, voice: VolumeKey) => `volume/${bucket}/${voice}`,
  answered: (person: string) => `answered/${person}`,
  answering: (person: string) => `answering/${person}`,
  thread: (threadId: number) => `thread/${threadId}`,
  own: 'own',
  signed: 'signed',
  unanswered: 'unanswered',
};

export function listsOf(portrait: Portrait): Map<string, number[]> {
  const { engagement, volume, answered, answering, threads, own, signed } = portrait;
  return new Map<string, number[]>([
    ...engagement.measures.flatMap((measure): [string, number[]][] => [
      [listKeys.measure(measure), measure.postIds],
      [listKeys.among(measure), measure.amongIds],
    ]),
    ...volume.flatMap(({ bucket, parts }) => parts.map(({ key, ids }): [string, number[]] => [listKeys.volume(bucket.key, key), ids])),
    ...answered.map(({ key, ids }): [string, number[]] => [listKeys.answered(key), ids]),
    ...answering.map(({ key, ids }): [string, number[]] => [listKeys.answering(key), ids]),
    ...threads.map(({ threadId, ids }): [string, number[]] => [listKeys.thread(threadId), ids]),
    [listKeys.own, own],
    [listKeys.signed, signed],
    [listKeys.unanswered, engagement.unanswered.map(({ message }) => message.id)],
  ]);
}

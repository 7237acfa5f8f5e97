import { isAddressed } from './address.js';
import type { Passage } from './passage.js';
import { isSpeaker } from './speech.js';
import type { Token } from './tokens.js';
import type { Role } from './watched.js';

/**
 * What a text does with the entity that stands in its tokens from `start` to before `end`.
 * The rules are few and readable rather than clever; `bench:mentions` says how far they carry.
 */
export function roleOf(passage: Passage, start: number, end: number): Role {
  const { tokens, quotations } = passage;
  const [first, last] = [tokens[start]!, tokens[end - 1]!];
  if (quotations.some((quotation) => quotation.start <= first.start && last.end <= quotation.end)) return 'quoted';
  if (first.kind === 'url') return 'linked';
  if (isRepeated(tokens, start)) return 'quoted';
  if (isAddressed(passage, start, end)) return 'addressed';
  return isSpeaker(passage, start, end) ? 'quoted' : 'discussed';
}

/** "RT @name: …" repeats what @name said. */
function isRepeated(tokens: readonly Token[], start: number): boolean {
  return tokens[start]?.kind === 'handle' && tokens[start - 1]?.folded === 'rt';
}

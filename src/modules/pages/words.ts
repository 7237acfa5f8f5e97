const NUMBERS = new Intl.NumberFormat('en-GB');

/** 12345 as `12,345`. */
export function formatNumber(count: number): string {
  return NUMBERS.format(count);
}

/** `1 reply`, `2 replies`: the plural is given, because English has no rule for it. */
export function countOf(count: number, one: string, many: string): string {
  return `${formatNumber(count)} ${wordFor(count, one, many)}`;
}

/** The word alone. */
export function wordFor(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}

const UNITS: [ms: number, one: string, many: string][] = [
  [86_400_000, 'day', 'days'],
  [3_600_000, 'hour', 'hours'],
  [60_000, 'minute', 'minutes'],
];

/** In the largest unit of which there are two at least: `3 hours`, `36 hours`, `2 days`. */
export function durationText(ms: number): string {
  for (const [unit, one, many] of UNITS) if (ms >= 2 * unit) return countOf(Math.round(ms / unit), one, many);
  return ms < 60_000 ? 'under a minute' : countOf(Math.round(ms / 60_000), 'minute', 'minutes');
}

/** The beginning of a text, cut between two words, with an ellipsis where something was left out. */
export function excerptOf(text: string, charactersMax: number): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  if (flat.length <= charactersMax) return flat;
  // One character more than wanted: a word that ends exactly at the limit is kept whole.
  const room = flat.slice(0, charactersMax + 1);
  const space = room.lastIndexOf(' ');
  const cut = space > charactersMax * 0.6 ? room.slice(0, space) : withoutHalfCharacter(flat.slice(0, charactersMax));
  return `${cut.replace(/[\s,;:.–—-]+$/, '')}…`;
}

/** A cut between the two halves of a surrogate pair would leave a character that no font has. */
function withoutHalfCharacter(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '');
}

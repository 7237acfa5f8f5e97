/**
 * How likely a count is to be this high, if nothing has changed since some others: the tail of the negative binomial distribution that they foretell.
 * Its mean is theirs (half of one is added, so that silence foretells something, too). Its variance is that mean times the dispersion of the
 * counts, and times what is not known of a mean of so few.
 *
 * @param dispersion variance by mean; at least 1, where counts are as even as chance makes them
 */
export function tailOf(count: number, before: readonly number[], dispersion: number): number {
  const mean = (sumOf(before) + 0.5) / before.length;
  const spread = Math.max(1, dispersion) * (1 + 1 / before.length);
  const size = mean / (spread - 1);
  const logRatio = Math.log(mean / (mean + size));
  let logChance = size * Math.log(size / (mean + size));
  let below = 0;
  for (let at = 0; at < count; at++) {
    below += Math.exp(logChance);
    logChance += Math.log((at + size) / (at + 1)) + logRatio;
  }
  return Math.max(0, 1 - below);
}

/** The variance of some counts by their mean, and no less than chance would have it. */
export function dispersionOf(counts: readonly number[]): number {
  const mean = sumOf(counts) / counts.length;
  if (mean === 0) return 1;
  const variance = sumOf(counts.map((count) => (count - mean) ** 2)) / (counts.length - 1);
  return Math.max(1, variance / mean);
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

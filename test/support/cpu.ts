/**
 * What hostile input may cost: honest code needs a second or two of the processor, what is quadratic needs minutes. It is the processor's time
 * and not the clock's that counts, so that a busy machine fails nothing; how fast things are is measured in `bench/`.
 */
const CPU_SECONDS_MAX = 40;

/** Runs some work, and fails the test where it is out of all proportion. */
export async function inProportion<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  const before = process.cpuUsage();
  const result = await work();
  const seconds = process.cpuUsage(before).user / 1e6;
  if (seconds > CPU_SECONDS_MAX)
    throw new Error(`This took ${Math.round(seconds)} seconds of the processor, so it grows faster than its input.`);
  return result;
}

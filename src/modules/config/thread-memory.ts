/**
 * MiB that V8 may fill in each thread before it looks for what is not needed any more: a quarter of what it takes by itself. A server with 10,000 feeds then holds
 * 60 MB less than with the half, and a first poll takes 3 to 7 % more of the processor (`bench/RESULTS.md`). `npm start` says the same of the thread that serves.
 */
export const YOUNG_GENERATION_MB = 12;

/**
 * MiB that the thread that works may hold at the most. V8 lets a heap without a near limit grow fourfold before it looks for what is not needed any more, and one
 * with such a limit by half: the first poll of 1,000 feeds took 400 MB instead of 568. What dies at the limit is begun again.
 */
export const OLD_GENERATION_MB = 1024;

/** Of a thread that works beside the one that serves. */
export const THREAD_LIMITS = { maxOldGenerationSizeMb: OLD_GENERATION_MB, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB };

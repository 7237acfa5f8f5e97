/**
 * MiB that V8 may fill in each thread before it looks for what is not needed any more: half of what it takes by itself. Three threads then hold some 50 MB less, and
 * nothing takes longer (a quarter takes a tenth longer: `bench/RESULTS.md`). `npm start` says the same of the thread that serves.
 */
export const YOUNG_GENERATION_MB = 24;

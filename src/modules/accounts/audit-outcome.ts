export const OUTCOMES = ['done', 'in-part', 'refused', 'failed', 'unknown'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** As HTTP would say of a command how it ended. */
export const COMMAND_STATUS = { done: 200, inPart: 207, refused: 409, wrongUsage: 422, failed: 500 } as const;

/** What became of a deed, by the status that was written down. */
export function outcomeOf(status: number | null): Outcome {
  if (status === null) return 'unknown';
  if (status === COMMAND_STATUS.inPart) return 'in-part';
  if (status < 400) return 'done';
  return status < 500 ? 'refused' : 'failed';
}

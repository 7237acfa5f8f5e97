/**
 * How the last polls of a feed went, in one text on its row: a poll writes that row in any case, so that the log costs no write of its own.
 * A line is a JSON array, oldest first; a message that is the same as that of the poll before is not written again.
 */
export interface PollOutcome {
  at: Date;
  /** `new`, `nothing-new`, `not-modified`, or what of a failure: `throttled`, `refused:denied`, `unreachable:dns`, `not-a-feed:html`, … */
  kind: string;
  /** The address redirected for good. */
  isMoved: boolean;
  /** Entries in the document; null where none was read. */
  entries: number | null;
  added: number;
  revised: number;
  durationMs: number;
  /** Of the document, unpacked; null where none came. */
  bytes: number | null;
  /** A sentence for a person. */
  message: string;
}

export const OUTCOMES_KEPT = 30;
/** Enough for any sentence of ours; a server's words may be longer. */
const MESSAGE_LENGTH_MAX = 300;

type Line = [
  at: number,
  kind: string,
  isMoved: 0 | 1,
  entries: number | null,
  added: number,
  revised: number,
  durationMs: number,
  bytes: number | null,
  message?: string,
];

/**
 * The log with one more outcome, and without what is older than the last thirty.
 * @param messageBefore the message of the newest outcome in the log
 */
export function withOutcome(log: string | null, outcome: PollOutcome, messageBefore: string | null): string {
  const { at, kind, isMoved, entries, added, revised, durationMs, bytes, message } = outcome;
  const line: Line = [at.getTime(), kind, isMoved ? 1 : 0, entries, added, revised, durationMs, bytes];
  if (log === null || message !== messageBefore) line.push(message.slice(0, MESSAGE_LENGTH_MAX));
  const lines = log === null ? [] : log.split('\n');
  lines.push(JSON.stringify(line));
  return (lines.length > OUTCOMES_KEPT ? withoutOldest(lines) : lines).join('\n');
}

/** The oldest hands its message on, where the next relies on it. */
function withoutOldest([oldest = '', next = '', ...others]: string[]): string[] {
  const [dropped, kept] = [JSON.parse(oldest) as Line, JSON.parse(next) as Line];
  if (kept.length === 8) kept.push(dropped[8] ?? '');
  return [JSON.stringify(kept), ...others];
}

/** The outcomes of a log, oldest first; none before the first poll. */
export function outcomesOf(log: string | null): PollOutcome[] {
  let said = '';
  return (log === null ? [] : log.split('\n')).map((text) => {
    const [at, kind, isMoved, entries, added, revised, durationMs, bytes, message = said] = JSON.parse(text) as Line;
    said = message;
    return { at: new Date(at), kind, isMoved: isMoved === 1, entries, added, revised, durationMs, bytes, message };
  });
}

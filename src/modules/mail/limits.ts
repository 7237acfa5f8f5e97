/** How long things take at most. */
export interface MailLimits {
  /** From the first byte to the last one of the message. */
  tryMs: number;
  /** From there to the server's answer: RFC 5321 (4.5.3.2.6) wants it to be given ten minutes, for whoever hangs up earlier makes doubles. */
  answerMs: number;
  /** The same where the process wants to stop. */
  lastAnswerMs: number;
  /** How long a mail belongs to who has begun with it: longer than both. */
  leaseMs: number;
  /** Connections side by side. */
  atOnce: number;
}

/** The token for other limits than the usual ones. */
export const MAIL_LIMITS = Symbol('MAIL_LIMITS');

export const USUAL_LIMITS: MailLimits = {
  tryMs: 2 * 60_000,
  answerMs: 10 * 60_000,
  lastAnswerMs: 10_000,
  leaseMs: 15 * 60_000,
  atOnce: 4,
};

/** An error of the queue that an operator can mend: the message says how. */
export class QueueError extends Error {
  override readonly name = 'QueueError';

  constructor(kind: 'postgres' | 'redis', cause: unknown) {
    const { message, code } = cause as Error & { code?: string };
    const server = kind === 'redis' ? 'Redis' : 'PostgreSQL';
    super(`The queue on ${server} cannot be used (${message || code}). Check QUEUE_URL, and that the server runs and lets this user in.`, {
      cause,
    });
  }
}

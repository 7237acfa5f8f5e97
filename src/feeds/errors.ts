export type FeedErrorCode = 'empty' | 'not-a-feed' | 'html' | 'too-deep' | 'too-large' | 'unreadable';

/** The one error that reading a document throws: expected, with a code for programs and a sentence for people. */
export class FeedError extends Error {
  override readonly name = 'FeedError';

  constructor(
    readonly code: FeedErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

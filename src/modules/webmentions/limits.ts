/** What strangers may ask of us. The endpoint is open to everyone, so each of its costs has a bound. */
export interface WebmentionLimits {
  /** Mentions that wait to be verified, altogether. */
  waitingMax: number;
  /** Mentions of pages of one host within an hour. */
  perHostAndHourMax: number;
  /** Of a source document, after decompression. */
  bytesMax: number;
  /** Tries to read a source; each waits longer than the one before. */
  attemptsMax: number;
  /** Hosts that are asked side by side; one page of a host at a time. */
  hostsAtOnce: number;
}

/** The token for other limits than the usual ones. */
export const WEBMENTION_LIMITS = Symbol('WEBMENTION_LIMITS');

export const USUAL_LIMITS: WebmentionLimits = {
  waitingMax: 1000,
  perHostAndHourMax: 30,
  bytesMax: 1024 * 1024,
  attemptsMax: 5,
  hostsAtOnce: 4,
};

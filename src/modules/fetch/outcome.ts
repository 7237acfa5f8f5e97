/** What every outcome says: the address that was asked last, and a sentence for a person: what happened, and what to do. */
interface Said {
  url: string;
  message: string;
}

/** There is a document, and it is new or has changed. */
export interface Modified extends Said {
  kind: 'modified';
  /** The address to ask from now on, where every redirect on the way was permanent (301, 308); else null. */
  permanentUrl: string | null;
  contentType: string | null;
  /** Decompressed. */
  bytes: Buffer;
  /** Validators for the next request; null also where the body was cut off, so that the rest is asked for again. */
  etag: string | null;
  lastModified: string | null;
  /** For how long the server calls the document fresh (`Cache-Control`, `Expires`). */
  maxAgeSeconds: number | null;
  /** `Link` headers, as they were sent; absent where there are none. */
  link?: string;
}

/** The validators still hold. */
export interface NotModified extends Said {
  kind: 'not-modified';
  permanentUrl: string | null;
  maxAgeSeconds: number | null;
}

/** 410: the publisher took it away for good. */
export interface Gone extends Said {
  kind: 'gone';
}

/** 429, or 503 with `Retry-After`: the server asks for patience. */
export interface Throttled extends Said {
  kind: 'throttled';
  status: 429 | 503;
  retryAfterAt: Date | null;
}

/**
 * url: no address that we fetch (scheme, credentials, not a URL). address: private or reserved. denied: 401, 402, 403, 451.
 * missing: 404. status: any other 4xx.
 */
export type RefusalReason = 'url' | 'address' | 'denied' | 'missing' | 'status';

/** We do not ask, or the server does not answer us: asking again at once helps nobody. */
export interface Refused extends Said {
  kind: 'refused';
  reason: RefusalReason;
  status: number | null;
}

export type UnreachableCode =
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout-connect'
  | 'timeout-headers'
  | 'timeout-body'
  | 'timeout-total'
  | 'reset'
  | 'wrong-length'
  | 'bad-encoding'
  | 'bad-response'
  | 'server-error'
  | 'redirect-loop'
  | 'too-many-redirects'
  | 'bad-redirect';

/** No usable answer this time; the next may be better. */
export interface Unreachable extends Said {
  kind: 'unreachable';
  code: UnreachableCode;
  status: number | null;
}

export interface TooLarge extends Said {
  kind: 'too-large';
  maxBytes: number;
}

/** The server took what was handed to it. */
export interface Taken extends Said {
  kind: 'taken';
  status: number;
}

/** What may go wrong, whatever was asked. */
export type NotTaken = Gone | Throttled | Refused | Unreachable | TooLarge;

/** What becomes of something that is handed over. */
export type SendOutcome = Taken | NotTaken;

/** Everything that may be expected of the web, as values: the caller decides, and nothing is thrown. */
export type FetchOutcome = Modified | NotModified | NotTaken;

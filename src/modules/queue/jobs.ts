/** Every kind of job: its name, what it carries, what it gives back. The one way in which an earlier module wakes a later one. */
export interface Jobs {
  /** Polls the due feeds of one host, one after another. Key: the host. */
  'poll-host': { payload: { host: string }; result: void };
  /** Brings in a list of feeds that somebody uploaded. Key: its id. */
  'import-feeds': { payload: { id: string }; result: void };
  /** Reads the pages of one host that are said to link to us, one after another. Key: the host. */
  'verify-webmention': { payload: { host: string }; result: void };
  /** Asks where due addresses of one host lead, one after another, so many at most. Key: the host. */
  'resolve-address': { payload: { host: string; atMost: number }; result: void };
  /** Gives posts their voices, after it became known otherwise whose voice a source or an author is. Key: all. */
  'revoice-posts': { payload: object; result: void };
  /** Groups posts that say the same: those of earlier times, and those whose group lost its leader. Key: all. */
  'file-duplicates': { payload: object; result: void };
  /** Looks through the posts for entities that have changed. Key: all. */
  'rematch-entities': { payload: object; result: void };
  /** Files the posts that were stored before there was a search index. Key: all. */
  'reindex-posts': { payload: object; result: void };
  /** Looks through stored messages for watches that are new or changed. Key: all. */
  'rematch-watches': { payload: object; result: void };
  /** Closes the editions whose time is over. Key: all. */
  'close-editions': { payload: object; result: void };
  /** Purges what is older than it is to be kept. Key: all. */
  'purge-posts': { payload: object; result: void };
  /** Tells the WebSub hub which feeds have changed. Key: all. */
  'ping-hub': { payload: object; result: void };
  /** Asks one hub to tell us of feeds, or not to any more, one request after another. Key: the host. */
  'ask-hub': { payload: { host: string }; result: void };
  /** Sends what is due in the outbox, one mail after another. Key: one of a few lines. */
  'send-mail': { payload: object; result: void };
  /** Looks for what nobody announces and somebody wants to be told of. Key: all. */
  'find-alerts': { payload: object; result: void };
  /** Tells what is due, one place after another. Key: one of a few lines. */
  'send-alerts': { payload: object; result: void };
  /** Sends links of accounts: invitations, and those that set a new password. Key: all. */
  'send-account-links': { payload: object; result: void };
  /** Measures whether a source converses. Key: its slug. */
  'judge-source': { payload: { slug: string }; result: void };
}

export type JobName = keyof Jobs;
export type Payload<Name extends JobName> = Jobs[Name]['payload'];
/** One that takes long looks at the signal between two steps: the process wants to stop then, and the rest is found again from the tables. */
export type Handler<Name extends JobName> = (payload: Payload<Name>, signal: AbortSignal) => Promise<Jobs[Name]['result']>;

/** What a list of feeds would bring, as it is shown before anything of it is stored. */
export interface ListReading {
  /** Feeds that can be polled, each once. */
  feeds: number;
  fresh: number;
  known: number;
  /** Entries that name a feed which an earlier one named. */
  repeated: number;
  /** One sentence for each feed that cannot be polled: the first of them, and how many there are. */
  refused: string[];
  refusedCount: number;
  /** Of the reading: what was left out, and why. */
  warnings: string[];
  /** How many feeds get each tag, the commonest first. */
  tags: { tag: string; feeds: number }[];
  /** The first of the feeds that are new. */
  examples: { title: string; url: string }[];
}

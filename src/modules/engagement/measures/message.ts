/** One message of a conversation as the measures see it; `own` ones are those of the voice that is measured. */
export interface Message {
  id: number;
  threadId: number;
  /** The message that it answers; null for one that begins a thread, and where what it answers is not stored. */
  parentId: number | null;
  at: number;
  kind: 'post' | 'comment';
  own: boolean;
  /** Who speaks, as far as a name tells; null for nobody that could be told from others. */
  person: string | null;
  /** Its publisher says beneath which post it stands, and not whom it answers. */
  isFlat: boolean;
  /** It answers something, though that is not stored. */
  answersElsewhere: boolean;
  /** It names the voice as the one it speaks to (a mention with the role `addressed`). */
  isAddressed: boolean;
  /** Removed: by its writer or its publisher. It is not counted, but what hangs on it still hangs. */
  isGone: boolean;
  text: string;
  /** As its platform counts them; null where it does not. */
  counts: Counts;
}

export interface Counts {
  likes: number | null;
  comments: number | null;
  shares: number | null;
}

/** Was the feed up? */
export interface Coverage {
  /** Share of the period's days in which what the voice publishes could be read, from 0 to 1; null where nothing was ever polled. */
  share: number | null;
  /** Days of the period, and those of them that were covered. */
  days: number;
  covered: number;
}

/** All that the measures know of a voice in a period: its messages, what was said to it, and the threads around them, in any order. */
export interface Talk {
  messages: readonly Message[];
  /** The period, in milliseconds: its first instant, and the first after it. */
  from: number;
  until: number;
  /** The present: what was said an hour ago may still be answered. */
  asOf: number;
  coverage: Coverage;
  /** How many follow the voice, where its platform says; null where it does not. */
  audience: number | null;
}

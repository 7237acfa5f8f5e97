import type { Coverage, Message, Talk } from '../../../src/modules/engagement/measures/message.js';

export const DAY_MS = 86_400_000;
export const APRIL = { from: Date.UTC(2008, 3, 1), until: Date.UTC(2008, 4, 1), asOf: Date.UTC(2008, 5, 1) };
export const COVERED: Coverage = { share: 1, days: 30, covered: 30 };

let count = 0;

/** A message; say only what the test is about. The hour is of April 2008. */
export function aMessage(said: Partial<Message> & { hour?: number } = {}): Message {
  const { hour, ...rest } = said;
  const id = said.id ?? ++count;
  return {
    id,
    threadId: id,
    parentId: null,
    at: APRIL.from + (hour ?? 0) * 3_600_000,
    kind: 'post',
    own: false,
    person: null,
    isFlat: false,
    answersElsewhere: false,
    isAddressed: false,
    isGone: false,
    text: 'Ferry times are up.',
    counts: { likes: null, comments: null, shares: null },
    ...rest,
  };
}

/** An answer to a message, an hour later. */
export function anAnswer(to: Message, said: Partial<Message> = {}): Message {
  return aMessage({ threadId: to.threadId, parentId: to.id, kind: 'comment', at: to.at + 3_600_000, ...said });
}

export function aTalk(messages: Message[], said: Partial<Talk> = {}): Talk {
  return { messages, ...APRIL, coverage: COVERED, audience: null, ...said };
}

export function times<Item>(number: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: number }, (_, index) => make(index));
}

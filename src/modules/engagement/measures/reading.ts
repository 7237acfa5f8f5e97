import type { Message, Talk } from './message.js';
import { isQuestion } from './questions.js';

/** What was said to a voice younger than this is not held against it yet: a share of the answered counts what had two days. */
export const GRACE_MS = 2 * 86_400_000;

/** Who answered whom in a period: what all measures count. Each list is in the order of time. */
export interface Reading {
  talk: Talk;
  byId: ReadonlyMap<number, Message>;
  /** What the voice said in the period. */
  own: Message[];
  /** Those that begin something: what popularity and its like are counted of. */
  posts: Message[];
  /** Those that answer somebody, or speak in a discussion; and whom, where it is known. */
  replies: { message: Message; to: Message | null }[];
  /** What was said to the voice in the period, with its first answer. */
  addressed: { message: Message; isQuestion: boolean; answer: Message | null }[];
  /** Of what was said to it, what had time to be answered. */
  ripe: Reading['addressed'];
}

/** Bears what no poll would bring: parents that are not there, rings, equal instants. */
export function readTalk(talk: Talk): Reading {
  const messages = [...talk.messages].sort(inTime);
  const byId = new Map(messages.map((message) => [message.id, message]));
  const begun = beginnings(messages);
  const inPeriod = messages.filter(({ at, isGone }) => !isGone && at >= talk.from && at < talk.until);
  const own = inPeriod.filter((message) => message.own);
  const replies = own.filter((message) => isReply(message, byId, begun)).map((message) => ({ message, to: answered(message, byId) }));
  const isAnswer = new Set(replies.map(({ message }) => message.id));
  const answers = firstAnswers(messages);
  const addressed = inPeriod
    .filter((message) => speaksTo(message, byId))
    .map((message) => ({ message, isQuestion: isQuestion(message.text), answer: answers.get(message.id) ?? null }));
  return {
    talk,
    byId,
    own,
    posts: own.filter((message) => message.kind === 'post' && !isAnswer.has(message.id)),
    replies,
    addressed,
    ripe: addressed.filter(({ message }) => message.at <= talk.asOf - GRACE_MS),
  };
}

/** A question to the voice that it has not answered. */
export interface OpenQuestion {
  message: Message;
  ageMs: number;
  /** It spoke later in the same thread, without saying to whom: perhaps that was the answer. */
  perhapsAnsweredBy: Message | null;
}

/** The newest first. No question is too young for this list: each shows its age. */
export function openQuestions({ talk, addressed }: Reading): OpenQuestion[] {
  const flat = [...talk.messages].filter((message) => message.own && message.isFlat && !message.isGone).sort(inTime);
  return addressed
    .filter(({ isQuestion, answer }) => isQuestion && answer === null)
    .map(({ message }) => ({
      message,
      ageMs: Math.max(0, talk.asOf - message.at),
      perhapsAnsweredBy: flat.find((own) => own.threadId === message.threadId && inTime(message, own) < 0) ?? null,
    }))
    .reverse();
}

export function inTime(a: Message, b: Message): number {
  return a.at - b.at || a.id - b.id;
}

/** The first that somebody else said in each thread. */
function beginnings(messages: readonly Message[]): Map<number, Message> {
  const begun = new Map<number, Message>();
  for (const message of messages) if (!message.own && !message.isGone && !begun.has(message.threadId)) begun.set(message.threadId, message);
  return begun;
}

/**
 * An answer to oneself continues a remark and answers nobody. Where the publisher does not say who answers whom, a voice that speaks beneath
 * its own post after somebody else did takes part in the discussion: that counts as a reply, to nobody in particular.
 */
function isReply(message: Message, byId: ReadonlyMap<number, Message>, begun: ReadonlyMap<number, Message>): boolean {
  if (message.parentId === null) return message.answersElsewhere;
  const parent = byId.get(message.parentId);
  if (!parent?.own) return true;
  const first = begun.get(message.threadId);
  return message.isFlat && first !== undefined && inTime(first, message) < 0;
}

function answered(message: Message, byId: ReadonlyMap<number, Message>): Message | null {
  const parent = message.parentId === null ? undefined : byId.get(message.parentId);
  return parent === undefined || parent.own ? null : parent;
}

/** An answer to the voice, a comment beneath its post, or a message that names it. What one reader says to another is not said to the voice. */
function speaksTo(message: Message, byId: ReadonlyMap<number, Message>): boolean {
  if (message.own) return false;
  return message.isAddressed || (message.parentId !== null && byId.get(message.parentId)?.own === true);
}

function firstAnswers(messages: readonly Message[]): Map<number, Message> {
  const answers = new Map<number, Message>();
  for (const message of messages)
    if (message.own && !message.isGone && message.parentId !== null && !answers.has(message.parentId))
      answers.set(message.parentId, message);
  return answers;
}

import type { Affiliation } from '../sources/source.entity.js';
import type { Message, Talk } from './measures/message.js';

/** Whose voice it is when a message of its own is said. */
export type AffiliationOf = (message: Message) => Affiliation;

/** The affiliations under which a voice spoke in a period, the latest first. */
export function voicesIn({ messages, from, until }: Talk, affiliationOf: AffiliationOf): Affiliation[] {
  const own = messages.filter(({ own, isGone, at }) => own && !isGone && at >= from && at < until);
  return [...new Set(own.sort((a, b) => b.at - a.at || b.id - a.id).map(affiliationOf))];
}

/**
 * The same talk with one voice alone: where an account changed hands, what the others said and what was said to them is not counted. It stays, so that
 * what hangs on it has its place.
 */
export function withVoice(talk: Talk, isOfVoice: (message: Message) => boolean): Talk {
  return { ...talk, messages: talk.messages.map((message) => (isOfVoice(message) ? message : { ...message, isGone: true })) };
}

/**
 * Mergel's classes (2013) as rules. Push: the body tells. Pull: it asks the public for something and leads them to where it is given. Networking:
 * it talks with somebody. The first rule that holds decides: networking, pull, push.
 *
 * Mergel, I. (2013). A framework for interpreting social media interactions in the public sector. Government Information Quarterly 30 (4), 327–334.
 */
import { isQuestion } from './questions.js';

export type InteractionClass = 'push' | 'pull' | 'networking';

interface Rule {
  class: InteractionClass;
  /** In a sentence, for the page that explains. */
  says: string;
  holds: (message: { text: string; isReply: boolean }) => boolean;
  examples: string[];
}

/** Invitations to take part, in the words that public bodies use. */
const INVITATIONS =
  /\b(?:have your say|tell us|let us know|send us|share your (?:views|story|stories|experience|thoughts|ideas)|give us your|your (?:views|thoughts|ideas|comments) (?:on|are)|we(?:'|’)?d (?:like|love) to hear|we want to hear|we want your|what do you think|take part|join (?:us|the (?:discussion|conversation|debate))|respond to (?:the|our)|open consultation|consultation (?:is|opens|closes)|sign the petition|vote (?:for|on|now)|fill in (?:the|our)|complete (?:the|our) survey|take (?:the|our) survey|apply (?:now|by|for)|ask (?:the|our) (?:minister|secretary|team)|submit your|dweud eich dweud|rhowch wybod)\b/i;

export const RULES: readonly Rule[] = [
  {
    class: 'networking',
    says: 'It answers somebody else.',
    holds: ({ isReply }) => isReply,
    examples: ['(as an answer to a reader) The lock opens at seven on Saturday.'],
  },
  {
    class: 'networking',
    says: 'It begins by naming the account that it speaks to, or thanks one by name.',
    holds: ({ text }) => /^\s*\.?@\w/.test(text) || /\b(?:thanks|thank you|diolch|congratulations)\b[^.!?\n]{0,40}@\w/i.test(text),
    examples: ['@ferrywatch The timetable is on its way.', 'Thanks to @lockkeepers for the tip about the bridge.'],
  },
  {
    class: 'pull',
    says: 'It invites: to tell, to take part, to vote, to apply, to answer a consultation.',
    holds: ({ text }) => INVITATIONS.test(text),
    examples: ['Have your say on the new ferry times.', 'The consultation closes on Friday.', 'We’d love to hear how you use the towpath.'],
  },
  {
    class: 'pull',
    says: 'It puts a question to its readers.',
    holds: ({ text }) => isQuestion(text),
    examples: ['Which of these three piers do you use most often?'],
  },
  {
    class: 'push',
    says: 'Anything else: it tells.',
    holds: () => true,
    examples: ['The minister opened a bridge today.', 'Ferry times for Easter are up.', 'What the department did in March: a report.'],
  },
];

export function classOf(message: { text: string; isReply: boolean }): InteractionClass {
  return RULES.find((rule) => rule.holds(message))?.class ?? 'push';
}

import { popularity } from './popularity.js';
import { depthsBelow } from './depth.js';
import { count, mean, type Measure, type MeasureName, medianOf, share, type Unit } from './measure.js';
import type { Message, Talk } from './message.js';
import { classOf, type InteractionClass } from './public-sector.js';
import { type OpenQuestion, openQuestions, type Reading, readTalk } from './reading.js';
import { type Verdict, verdictOf } from './verdict.js';

export interface Engagement {
  verdict: Verdict;
  measures: Measure[];
  unanswered: OpenQuestion[];
}

/** How much a voice converses, from what anyone can see. Pure: the same talk gives the same figures, to the last digit. */
export function engagementOf(talk: Talk): Engagement {
  return engagementIn(readTalk(talk));
}

/** The same of what has been read already. */
export function engagementIn(reading: Reading): Engagement {
  const measures = [...answering(reading), ...people(reading), depth(reading), ...classes(reading), ...popularity(reading)];
  return { verdict: verdictOf(measures, reading.talk.coverage), measures, unanswered: openQuestions(reading) };
}

export function measureNamed(measures: readonly Measure[], name: MeasureName): Measure {
  const found = measures.find((measure) => measure.name === name);
  if (!found) throw new Error(`There is no measure ${name}`);
  return found;
}

function answering(reading: Reading): Measure[] {
  const { own, replies, ripe } = reading;
  const answered = ripe.filter(({ answer }) => answer !== null);
  const questions = ripe.filter(({ isQuestion }) => isQuestion);
  const times = answered.map(({ message, answer }) => Math.max(0, answer!.at - message.at));
  const toldOf = 'messages to it that had two days to be answered';
  return [
    share(named(reading, 'reply-share', 'share', 'messages of its own'), idsOf(replies), ids(own)),
    share(named(reading, 'answered-share', 'share', toldOf), idsOf(answered), idsOf(ripe)),
    share(
      named(reading, 'answered-questions', 'share', 'questions to it that had two days to be answered'),
      idsOf(questions.filter(({ answer }) => answer !== null)),
      idsOf(questions),
    ),
    medianOf(named(reading, 'answer-time', 'milliseconds', 'answers'), times, idsOf(answered), idsOf(ripe)),
  ];
}

function people(reading: Reading): Measure[] {
  const answers = reading.replies.filter(({ to }) => to !== null && to.person !== null);
  const outward = new Set(answers.map(({ to }) => to?.person));
  const inwardMessages = reading.addressed.filter(({ message }) => message.person !== null);
  const inward = new Set(inwardMessages.map(({ message }) => message.person));
  const both = new Set([...outward].filter((person) => inward.has(person!)));
  return [
    count(named(reading, 'people-answered', 'people', 'messages of its own'), outward.size, idsOf(answers), ids(reading.own)),
    share(
      named(reading, 'reciprocity', 'share', 'people whom it answered or who spoke to it'),
      idsOf(answers.filter(({ to }) => both.has(to?.person))),
      [...idsOf(answers), ...idsOf(inwardMessages)],
      [both.size, new Set([...outward, ...inward]).size],
    ),
  ];
}

function depth(reading: Reading): Measure {
  const depths = depthsBelow(reading.talk.messages);
  const values = reading.replies.map(({ message }) => depths.get(message.id) ?? 0);
  return mean(named(reading, 'depth-after-reply', 'levels', 'replies of its own'), values, idsOf(reading.replies));
}

function classes(reading: Reading): Measure[] {
  const replies = new Set(idsOf(reading.replies));
  const byClass: Record<InteractionClass, number[]> = { push: [], pull: [], networking: [] };
  for (const { id, text } of reading.own) byClass[classOf({ text, isReply: replies.has(id) })].push(id);
  return (['push', 'pull', 'networking'] as const).map((name) =>
    share(named(reading, name, 'share', 'messages of its own'), byClass[name], ids(reading.own)),
  );
}

function named({ talk: { coverage } }: Reading, name: MeasureName, unit: Unit, of: string) {
  return { name, unit, of, coverage };
}

function ids(messages: readonly Message[]): number[] {
  return messages.map(({ id }) => id);
}

function idsOf(those: readonly { message: Message }[]): number[] {
  return those.map(({ message }) => message.id);
}

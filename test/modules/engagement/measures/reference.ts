/**
 * The measures once more, as slowly and plainly as they can be said: every list is searched through for every message. What the product
 * computes must be equal to this, to the last digit.
 */
import type { Message, Talk } from '../../../../src/modules/engagement/measures/message.js';
import { classOf } from '../../../../src/modules/engagement/measures/public-sector.js';
import { isQuestion } from '../../../../src/modules/engagement/measures/questions.js';

export interface Figure {
  value: number | null;
  numerator: number;
  denominator: number;
}

const TWO_DAYS_MS = 2 * 24 * 60 * 60 * 1000;

export function referenceFigures(talk: Talk): Record<string, Figure> {
  const all = talk.messages;
  const find = (id: number | null): Message | undefined => all.find((message) => message.id === id);
  const before = (a: Message, b: Message): boolean => a.at < b.at || (a.at === b.at && a.id < b.id);
  const counts = (message: Message): boolean => !message.isGone && talk.from <= message.at && message.at < talk.until;

  const own = all.filter((message) => message.own && counts(message));
  const isReply = (message: Message): boolean => {
    if (message.parentId === null) return message.answersElsewhere;
    const parent = find(message.parentId);
    if (!parent?.own) return true;
    return (
      message.isFlat && all.some((other) => !other.own && !other.isGone && other.threadId === message.threadId && before(other, message))
    );
  };
  const replies = own.filter(isReply);
  const whom = (message: Message): string | null => {
    const parent = find(message.parentId);
    return parent && !parent.own ? parent.person : null;
  };

  const addressed = all.filter(
    (message) => !message.own && counts(message) && (message.isAddressed || find(message.parentId)?.own === true),
  );
  const ripe = addressed.filter((message) => message.at <= talk.asOf - TWO_DAYS_MS);
  const answerTo = (message: Message): Message | undefined => {
    let first: Message | undefined;
    for (const other of all)
      if (other.own && !other.isGone && other.parentId === message.id && (first === undefined || before(other, first))) first = other;
    return first;
  };
  const answered = ripe.filter((message) => answerTo(message) !== undefined);
  const questions = ripe.filter((message) => isQuestion(message.text));
  const times = answered.map((message) => Math.max(0, (answerTo(message)?.at ?? NaN) - message.at)).sort((a, b) => a - b);
  const middle = (times[Math.floor((times.length - 1) / 2)] ?? NaN) / 2 + (times[Math.ceil((times.length - 1) / 2)] ?? NaN) / 2;

  const distinct = (people: (string | null)[]): string[] => [...new Set(people.filter((person) => person !== null))];
  const outward = distinct(replies.map(whom));
  const inward = distinct(addressed.map((message) => message.person));

  const height = (message: Message): number => {
    let most = 0;
    for (const other of all) {
      if (other.own || other.isGone) continue;
      let [levels, at] = [0, other as Message | undefined];
      while (at !== undefined && at.id !== message.id) {
        levels++;
        at = find(at.parentId);
      }
      if (at !== undefined) most = Math.max(most, levels);
    }
    return most;
  };
  const depths = replies.map(height);

  const posts = own.filter((message) => message.kind === 'post' && !isReply(message));
  const comments = posts.map((post) => {
    const heard = all.filter((other) => !other.own && !other.isGone && other.threadId === post.id && other.id !== post.id).length;
    return Math.max(heard, post.counts.comments ?? 0);
  });
  const isCounted = posts.some((post, index) => post.counts.comments !== null || (comments[index] ?? 0) > 0);

  const likes = posts.filter((post) => post.counts.likes !== null).map((post) => post.counts.likes ?? NaN);
  const shares = posts.filter((post) => post.counts.shares !== null).map((post) => post.counts.shares ?? NaN);
  const sums = posts.flatMap((post, index) =>
    isCounted && post.counts.likes !== null && post.counts.shares !== null
      ? [post.counts.likes + (comments[index] ?? NaN) + post.counts.shares]
      : [],
  );
  const classed = (name: string) => own.filter((message) => classOf({ text: message.text, isReply: isReply(message) }) === name).length;
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  const share = (numerator: number, denominator: number): Figure => ({
    value: denominator < 10 ? null : numerator / denominator,
    numerator,
    denominator,
  });
  const mean = (values: number[]): Figure => ({
    value: values.length < 30 ? null : sum(values) / values.length,
    numerator: sum(values),
    denominator: values.length,
  });
  const nothing: Figure = { value: null, numerator: 0, denominator: 0 };
  const perThousand = (values: number[]): Figure => {
    if (talk.audience === null || talk.audience === 0 || values.length === 0) return nothing;
    const { value, ...counted } = mean(values);
    return { value: value === null ? null : value * (1000 / talk.audience), ...counted };
  };
  const threeOf = (values: number[]): [Figure, Figure, Figure] =>
    values.length === 0
      ? [nothing, nothing, nothing]
      : [share(values.filter((value) => value > 0).length, values.length), mean(values), perThousand(values)];
  return {
    'reply-share': share(replies.length, own.length),
    'answered-share': share(answered.length, ripe.length),
    'answered-questions': share(questions.filter((message) => answerTo(message) !== undefined).length, questions.length),
    'answer-time': { value: times.length < 10 ? null : middle, numerator: times.length, denominator: ripe.length },
    'people-answered': { value: own.length === 0 ? null : outward.length, numerator: outward.length, denominator: own.length },
    reciprocity: share(outward.filter((person) => inward.includes(person)).length, distinct([...outward, ...inward]).length),
    'depth-after-reply': mean(depths),
    push: share(classed('push'), own.length),
    pull: share(classed('pull'), own.length),
    networking: share(classed('networking'), own.length),
    'popularity-1': threeOf(likes)[0],
    'popularity-2': threeOf(likes)[1],
    'popularity-3': threeOf(likes)[2],
    'commitment-1': threeOf(isCounted ? comments : [])[0],
    'commitment-2': threeOf(isCounted ? comments : [])[1],
    'commitment-3': threeOf(isCounted ? comments : [])[2],
    'virality-1': threeOf(shares)[0],
    'virality-2': threeOf(shares)[1],
    'virality-3': threeOf(shares)[2],
    engagement: perThousand(sums),
  };
}

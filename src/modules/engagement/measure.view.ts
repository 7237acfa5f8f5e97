import { countOf, durationText, formatNumber } from '../pages/words.js';
import { listKeys } from './lists.js';
import type { Measure, MeasureName, Unit } from './measures/measure.js';

export interface MeasureView {
  title: string;
  /** Where its formula is explained. */
  explainedAt: string;
  /** Null where there is too little to say; then `insufficient` says why. */
  value: string | null;
  interval: string | null;
  insufficient: string | null;
  /** What is counted, of how many; each opens its messages. */
  counted: { text: string; href: string | null };
  among: { text: string; href: string | null };
}

/** What stands under one heading. */
export interface MeasureGroup {
  title: string;
  id: string;
  measures: MeasureView[];
  /** Figures of which there is nothing to count at all, with the one reason for them. */
  missing: { titles: string; because: string }[];
}

const GROUPS: { title: string; id: string; names: MeasureName[] }[] = [
  {
    title: 'Does it answer?',
    id: 'answers',
    names: ['reply-share', 'answered-share', 'answered-questions', 'answer-time', 'people-answered', 'reciprocity', 'depth-after-reply'],
  },
  { title: 'What does it do when it speaks?', id: 'classes', names: ['push', 'pull', 'networking'] },
  {
    title: 'What comes back?',
    id: 'echo',
    names: [
      ...(['popularity-1', 'popularity-2', 'popularity-3', 'commitment-1', 'commitment-2', 'commitment-3'] as const),
      ...(['virality-1', 'virality-2', 'virality-3', 'engagement'] as const),
    ],
  },
];

/** @param among what the denominator counts, @param counted what the numerator counts: one of them, several of them */
const WORDS: Record<MeasureName, { title: string; counted: [one: string, many: string]; among: [one: string, many: string] }> = {
  'reply-share': words('Replies among its own messages', ['reply', 'replies'], ['message', 'messages']),
  'answered-share': words('Answered, of what was said to it', ['answered', 'answered'], ['message to it', 'messages to it']),
  'answered-questions': words('Answered, of questions put to it', ['answered', 'answered'], ['question', 'questions']),
  'answer-time': words('Median time to an answer', ['answer', 'answers'], ['message to it', 'messages to it']),
  'people-answered': words('People whom it answered', ['person', 'people'], ['message of its own', 'messages of its own']),
  reciprocity: words('People with whom it talked both ways', ['both ways', 'both ways'], ['person', 'people']),
  'depth-after-reply': words('Levels that others went on after its reply', ['level', 'levels'], ['reply', 'replies']),
  push: words('Push: it tells', ['message', 'messages'], ['message', 'messages']),
  pull: words('Pull: it asks for something', ['message', 'messages'], ['message', 'messages']),
  networking: words('Networking: it talks with somebody', ['message', 'messages'], ['message', 'messages']),
  'popularity-1': words('Posts that were liked', ['post', 'posts'], ['post', 'posts']),
  'popularity-2': words('Likes for a post', ['like', 'likes'], ['post', 'posts']),
  'popularity-3': words('Likes for a post and a thousand followers', ['like', 'likes'], ['post', 'posts']),
  'commitment-1': words('Posts that were commented on', ['post', 'posts'], ['post', 'posts']),
  'commitment-2': words('Comments for a post', ['comment', 'comments'], ['post', 'posts']),
  'commitment-3': words('Comments for a post and a thousand followers', ['comment', 'comments'], ['post', 'posts']),
  'virality-1': words('Posts that were shared', ['post', 'posts'], ['post', 'posts']),
  'virality-2': words('Shares of a post', ['share', 'shares'], ['post', 'posts']),
  'virality-3': words('Shares of a post for a thousand followers', ['share', 'shares'], ['post', 'posts']),
  engagement: words('Likes, comments and shares for a thousand followers', ['of them', 'of them'], ['post', 'posts']),
};

/** @param hrefOf the address of a list of messages, by its key */
export function measureGroups(measures: readonly Measure[], hrefOf: (list: string) => string): MeasureGroup[] {
  return GROUPS.map(({ title, id, names }) => {
    const group = names.flatMap((name) => measures.filter((measure) => measure.name === name));
    const missing = new Map<string, string[]>();
    for (const { name, insufficient, denominator } of group)
      if (insufficient !== null && denominator === 0) missing.set(insufficient, [...(missing.get(insufficient) ?? []), measureTitle(name)]);
    return {
      title,
      id,
      measures: group.filter(({ denominator }) => denominator > 0).map((measure) => measureView(measure, hrefOf)),
      missing: [...missing].map(([because, titles]) => ({ titles: titles.join('; '), because })),
    };
  });
}

export function measureTitle(name: MeasureName): string {
  return WORDS[name].title;
}

function measureView(measure: Measure, hrefOf: (list: string) => string): MeasureView {
  const { name, value, unit, numerator, denominator, interval, insufficient, postIds, amongIds } = measure;
  const { title, counted, among } = WORDS[name];
  // A sum over messages has no messages of its own: those that it sums over stand beside it.
  const isSum = unit === 'levels' || unit === 'per-post' || unit === 'per-thousand';
  return {
    title,
    explainedAt: `/engagement#${name}`,
    value: value === null ? null : valueText(value, unit),
    interval: interval && intervalText(interval.low, interval.high, unit),
    insufficient,
    counted: { text: countOf(numerator, ...counted), href: isSum || postIds.length === 0 ? null : hrefOf(listKeys.measure(measure)) },
    among: { text: countOf(denominator, ...among), href: amongIds.length > 0 ? hrefOf(listKeys.among(measure)) : null },
  };
}

function valueText(value: number, unit: Unit): string {
  switch (unit) {
    case 'share':
      return `${formatNumber(Math.round(value * 100))} %`;
    case 'milliseconds':
      return durationText(value);
    case 'people':
      return formatNumber(value);
    case 'levels':
    case 'per-post':
    case 'per-thousand':
      return value.toFixed(value < 10 ? 2 : 1);
  }
}

function intervalText(low: number, high: number, unit: Unit): string {
  if (unit === 'share') return `${formatNumber(Math.round(low * 100))} to ${formatNumber(Math.round(high * 100))} %`;
  return `${valueText(low, unit)} to ${valueText(high, unit)}`;
}

function words(title: string, counted: [string, string], among: [string, string]) {
  return { title, counted, among };
}

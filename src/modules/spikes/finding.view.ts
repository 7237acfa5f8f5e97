import { formatInstant } from '../pages/instants.js';
import { countOf, formatNumber } from '../pages/words.js';
import { markOf } from '../sources/affiliation.view.js';
import type { Finding, Spike } from './spike.js';

/** What stands out, in words: the numbers, what they are compared with, and who made them. */
export interface FindingView {
  isSpike: boolean;
  /** In a word or two, for a list. */
  mark: string;
  sentence: string;
  voices: string[];
  from: Date;
  until: Date;
  href: string;
}

const UNITS = { hour: ['hour', 'hours'], day: ['day', 'days'] } as const;

/** @param href the address of the messages that are counted */
export function findingView({ result, spike, leftOut }: Finding, href: string, zone: string): FindingView {
  const isSpike = result === 'spike';
  const [unit] = UNITS[spike.window];
  const sources = countOf(leftOut.length, 'source', 'sources');
  const explained = isSpike
    ? leftOut.length > 0
      ? ` ${sources} not read throughout ${leftOut.length === 1 ? 'is' : 'are'} left out.`
      : ''
    : ` But coverage changed: ${sources} of these ${leftOut.length === 1 ? 'was' : 'were'} not read throughout, and without ${leftOut.length === 1 ? 'it' : 'them'} there is no spike.`;
  return {
    isSpike,
    mark: isSpike ? `More than usual in the last ${unit}` : 'Coverage changed',
    sentence: `${compared(spike, zone)}${explained}`,
    voices: spike.voices.map(({ voice, count }) => `${voice === null ? 'readers' : markOf(voice).label}: ${formatNumber(count)}`),
    from: new Date(spike.from),
    until: new Date(spike.until),
    href,
  };
}

function compared({ window, count, usual, before, weekBefore, until }: Spike, zone: string): string {
  const [unit, units] = UNITS[window];
  const mean = Number.isInteger(usual) || usual >= 10 ? formatNumber(Math.round(usual)) : usual.toFixed(1);
  return (
    `${countOf(count, 'message', 'messages')} in the ${window === 'hour' ? 'hour' : '24 hours'} until ${formatInstant(new Date(until), 'moment', zone)}; ` +
    `${mean} in each of the ${before} ${units} before on average, and ${formatNumber(weekBefore)} in the same ${unit} a week before.`
  );
}

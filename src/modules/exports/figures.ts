import type { Figured } from '../engagement/figures.answer.js';
import { measureGroups } from '../engagement/measure.view.js';
import { markOf } from '../sources/affiliation.view.js';
import type { Affiliation } from '../sources/source.entity.js';

/** The figures of a source for a terminal: the same from the store and from an export. */
export function figuresText(figured: Figured): string {
  const { source, author, span, portrait, voices, voice, isCut } = figured;
  const { verdict, measures } = portrait.engagement;
  const whose = author === null ? source : `${author}, ${source}`;
  const groups = measureGroups(measures, () => '').map(({ title, measures: shown, missing }) => {
    const lines = shown.map(({ title: name, value, interval, insufficient, counted, among }) => {
      const figure = value === null ? `insufficient data. ${insufficient ?? ''}` : `${value}${interval === null ? '' : ` (${interval})`}`;
      return `  ${name}: ${figure} [${counted.text} of ${among.text}]`;
    });
    return [title, ...lines, ...missing.map(({ titles, because }) => `  ${titles}: ${because}`)].join('\n');
  });
  return `${[
    `${whose}: ${verdict.word}. ${verdict.because}`,
    `From ${new Date(span.from).toISOString()} until ${new Date(span.until).toISOString()}.`,
    ...(voice === null ? [] : [`It spoke as ${voices.map(nameOf).join(' and ')}; this is what it said as ${nameOf(voice)}.`]),
    ...(isCut ? ['There was more than could be looked at: the figures are of the newest.'] : []),
    ...groups,
  ].join('\n')}\n`;
}

function nameOf(affiliation: Affiliation): string {
  return markOf(affiliation).label;
}

import { z } from 'zod';
import { AFFILIATIONS } from '../sources/source.entity.js';
import type { Painted } from './hearing.js';
import type { Span } from './period.js';

export const coverage = z
  .object({
    share: z
      .number()
      .nullable()
      .describe('Of the days, how much could be read; null where nothing was ever polled')
      .meta({ examples: [0.98] }),
    days: z.int().meta({ examples: [365] }),
    covered: z.int().meta({ examples: [358] }),
  })
  .meta({ id: 'Coverage', description: 'How far we listened' });

export const verdict = z.object({
  word: z.enum(['conversing', 'mixed', 'broadcasting', 'insufficient data', 'being measured']),
  because: z
    .string()
    .describe('Why, in a sentence')
    .meta({ examples: ['It answers 62 % of what is said to it.'] }),
});

const measure = z.object({
  name: z
    .string()
    .describe('Also the list of the messages that its numerator counts; with `/among` behind it, those of its denominator')
    .meta({ examples: ['answered-share'] }),
  unit: z.enum(['share', 'milliseconds', 'people', 'levels', 'per-post', 'per-thousand']),
  value: z
    .number()
    .nullable()
    .describe('Null where there is too little to say')
    .meta({ examples: [0.62] }),
  numerator: z.number().meta({ examples: [31] }),
  denominator: z.number().meta({ examples: [50] }),
  interval: z
    .object({
      low: z.number().meta({ examples: [0.48] }),
      high: z.number().meta({ examples: [0.74] }),
      method: z.enum(['wilson', 'order-statistics', 'bootstrap-t', 'normal']),
      level: z.number().meta({ examples: [0.95] }),
    })
    .nullable(),
  insufficient: z
    .string()
    .nullable()
    .describe('Why there is no value')
    .meta({ examples: [null] }),
});

/** The names are a promise to scripts. */
export const figures = z
  .object({
    source: z
      .string()
      .describe('Whose they are: a slug')
      .meta({ examples: ['harbour-lamp'] }),
    author: z
      .string()
      .nullable()
      .meta({ examples: [null] }),
    from: z.string().meta({ format: 'date-time', examples: ['2007-04-06T12:00:00.001Z'] }),
    until: z.string().meta({ format: 'date-time', examples: ['2008-04-05T12:00:00.001Z'] }),
    voices: z.array(z.enum(AFFILIATIONS)).describe('Under which affiliations it spoke'),
    voice: z
      .enum(AFFILIATIONS)
      .nullable()
      .describe('Where there are several: the one that the figures are of')
      .meta({ examples: [null] }),
    coverage,
    isCut: z.boolean().describe('There was more than could be looked at: the figures are of the newest'),
    verdict,
    measures: z.array(measure),
  })
  .meta({ id: 'Figures', description: 'How much somebody converses, each figure with what it is made of.' });

export type Figures = z.output<typeof figures>;

export interface Figured extends Pick<Painted, 'portrait' | 'coverage' | 'voices' | 'voice' | 'isCut'> {
  source: string;
  author: string | null;
  span: Span;
}

export function figuresJson({ source, author, span, portrait, coverage, voices, voice, isCut }: Figured): Figures {
  const { verdict, measures } = portrait.engagement;
  return {
    source,
    author,
    from: new Date(span.from).toISOString(),
    until: new Date(span.until).toISOString(),
    voices,
    voice,
    coverage,
    isCut,
    verdict,
    measures: measures.map(({ name, unit, value, numerator, denominator, interval, insufficient }) => ({
      name,
      unit,
      value,
      numerator,
      denominator,
      interval,
      insufficient,
    })),
  };
}

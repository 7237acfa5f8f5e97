import { z } from 'zod';
import { RETENTION_DAYS_MAX, RETENTION_DAYS_MIN } from '../config/fields.js';
import { TAG_LENGTH_MAX, TAGS_MAX } from '../sources/feed-tags.js';
import { NOTE_MAX, SPACING_MAX } from './feed.form.js';
import { MINUTES_MAX } from './limits.form.js';

/** What forms ask for as text, as programs send it. */

function wholeNumber(least: number, most: number, unit: string) {
  const message = `A whole number of ${unit} from ${least} to ${most}, or null.`;
  return z.int(message).min(least, message).max(most, message).nullable().default(null);
}

export const askedMinutes = wholeNumber(1, MINUTES_MAX, 'minutes');

export const askedSpacing = wholeNumber(0, SPACING_MAX, 'seconds').describe(
  'The pause between two requests to its host; the longest holds that one of its feeds has',
);

export const askedKeepDays = wholeNumber(RETENTION_DAYS_MIN, RETENTION_DAYS_MAX, 'days').describe(
  'How long the threads are kept that it began; null: as everywhere',
);

export const askedTags = z
  .array(z.string().trim().min(1).max(TAG_LENGTH_MAX, `A tag may have ${TAG_LENGTH_MAX} characters.`))
  .max(TAGS_MAX, `A feed may have ${TAGS_MAX} tags.`)
  .default([])
  .meta({ examples: [['departments']] });

export const askedNote = z
  .string()
  .trim()
  .max(NOTE_MAX, `A note may have ${NOTE_MAX} characters.`)
  .nullable()
  .default(null)
  .transform((note) => note || null)
  .describe('What is to be known of it');

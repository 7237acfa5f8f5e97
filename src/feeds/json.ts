/** Reading JSON that others wrote: every question has an answer, whatever the type. What is missing or of another type is null, or empty. */
import { legalText } from './characters.js';
import { readDate } from './dates.js';

export type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING: JsonObject = {};

/** Escapes of control characters and of halves of characters, which most documents have none of. */
const ILLEGAL_ESCAPE = /\\u(?:00[01][0-9a-f]|00[89][0-9a-f]|d[89a-f]|fff[ef])/i;

/**
 * A JSON document, its texts without what cannot stand in one ({@link legalText}): `"\u0000"` is JSON, and no database takes it.
 * @throws SyntaxError for what is no JSON, RangeError for what is nested too deep
 */
export function parseJson(text: string): unknown {
  if (!ILLEGAL_ESCAPE.test(text)) return JSON.parse(text) as unknown;
  return JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? legalText(value) : value)) as unknown;
}

/** The object; an empty one for anything else, an array too. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : NOTHING;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The array; an empty one for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** The objects of an array; a single object is a list of one. */
export function objectsOf(value: unknown): JsonObject[] {
  return isObject(value) ? [value] : listOf(value).filter(isObject);
}

/** A text with something in it; null for anything else. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** An id, whether it was written as a text or as a number. A number above 2^53 has lost its last digits, and names nothing. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  return textOf(value)?.trim() ?? null;
}

/** A whole number that counts something, whether it was written as a number or as digits. */
export function countOf(value: unknown): number | null {
  const count = typeof value === 'string' && /^\d{1,15}$/.test(value.trim()) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null;
}

/** An instant: a date in any form that `readDate` reads, or Unix seconds or milliseconds as a number. */
export function instantOf(value: unknown): Date | null {
  if (typeof value === 'number') return Number.isFinite(value) && value > 0 ? readDate(String(Math.floor(value))) : null;
  return readDate(textOf(value));
}

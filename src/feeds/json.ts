/** Reading JSON that others wrote: every question has an answer, whatever the type. What is missing or of another type is null, or empty. */
import { readDate } from './dates.js';

export type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING: JsonObject = {};

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

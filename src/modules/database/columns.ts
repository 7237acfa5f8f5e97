import { isDate } from 'node:util/types';
import { Column, type ColumnOptions, type ValueTransformer } from 'typeorm';

/** Instants are whole milliseconds since 1970 in both databases, so that a raw row reads the same on either. */
const instant: ValueTransformer = {
  // Not `instanceof`: a date that comes from another thread or realm is a date all the same.
  to: (value: Date | null | undefined) => (isDate(value) ? value.getTime() : value),
  from: (value: number | string | null) => (value === null ? null : new Date(Number(value))),
};

export function InstantColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'bigint', transformer: instant });
}

export function JsonColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'simple-json' });
}

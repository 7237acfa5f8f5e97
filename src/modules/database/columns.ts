import { Column, type ColumnOptions, type ValueTransformer } from 'typeorm';

/** Instants are whole milliseconds since 1970 in both databases, so that a raw row reads the same on either. */
const instant: ValueTransformer = {
  to: (value: Date | null | undefined) => (value instanceof Date ? value.getTime() : value),
  from: (value: number | string | null) => (value === null ? null : new Date(Number(value))),
};

export function InstantColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'bigint', transformer: instant });
}

export function JsonColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'simple-json' });
}

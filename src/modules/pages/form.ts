import type { z } from 'zod';

/** What is wrong with what was typed, by the field. */
export type Problems<Value> = Partial<Record<keyof Value & string, string>>;

export type FormResult<Value> = { ok: true; value: Value } | { ok: false; problems: Problems<Value> };

/** In: the body of a form, whatever it is. Fields that are not asked for are left out. Never throws. */
export function readForm<Value>(schema: z.ZodType<Value>, body: unknown): FormResult<Value> {
  const { data, error } = schema.safeParse(body ?? {});
  if (!error) return { ok: true, value: data };
  const problems: Record<string, string> = {};
  for (const { path, message } of error.issues) problems[String(path[0])] ??= message;
  return { ok: false, problems: problems as Problems<Value> };
}

/** A field as it was typed, to be shown again; empty for what no field of ours sends. */
export function typedText(body: unknown, field: string): string {
  const value = (body as Record<string, unknown> | undefined)?.[field];
  return typeof value === 'string' ? value : '';
}

import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** The named schemas that were met on the way. */
export type Components = Record<string, JsonSchema>;

const COMPONENTS = '#/components/schemas/';

/**
 * A schema of zod in the words of JSON Schema (draft 2020-12, which is what OpenAPI 3.1 speaks): what goes over the wire, before it is read. Those
 * that have an id (`.meta({ id })`) go among the components, and are referred to.
 */
export function toJsonSchema(schema: z.ZodType, components: Components): JsonSchema {
  const written = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override: wireForm }) as JsonSchema;
  const { $defs, ...own } = JSON.parse(JSON.stringify(written).replaceAll('"#/$defs/', `"${COMPONENTS}`)) as JsonSchema;
  delete own.$schema;
  Object.assign(components, $defs);
  return own;
}

/** Instants are written down as ISO 8601 in UTC. */
function wireForm({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
  // Every whole number of ours is a safe one: to say so at each place tells nobody anything.
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  // The pattern of days repeats what the format says, over three lines.
  if (jsonSchema.format === 'date') delete jsonSchema.pattern;
}

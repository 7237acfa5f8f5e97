import type { Components, JsonSchema } from './json-schema.js';

const INSTANT = '2008-04-03T09:30:00.000Z';
const DEPTH_MAX = 12;

/** A value that a schema describes: its own example where it has one, else the plainest that there is. */
export function exampleOf(schema: JsonSchema, components: Components, depth = 0): unknown {
  if (Array.isArray(schema.examples)) return schema.examples[0] as unknown;
  if ('const' in schema) return schema.const;
  if ('default' in schema) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0] as unknown;
  if (typeof schema.$ref === 'string') return exampleOf(components[schema.$ref.split('/').at(-1) ?? ''] ?? {}, components, depth);
  const [choice] = (schema.anyOf ?? schema.oneOf ?? []) as JsonSchema[];
  if (choice) return exampleOf(choice, components, depth);
  const type = Array.isArray(schema.type) ? (schema.type[0] as unknown) : schema.type;
  if (type === 'object') return objectOf(schema, components, depth);
  if (type === 'array') return depth > DEPTH_MAX || !schema.items ? [] : [exampleOf(schema.items as JsonSchema, components, depth + 1)];
  if (type === 'integer' || type === 'number') return typeof schema.minimum === 'number' ? schema.minimum : 1;
  if (type === 'boolean') return false;
  if (type === 'string') return stringOf(schema);
  return null;
}

function objectOf(schema: JsonSchema, components: Components, depth: number): Record<string, unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const named = properties.map(([name, each]): [string, unknown] => [name, exampleOf(each, components, depth + 1)]);
  const other = schema.additionalProperties;
  const open: [string, unknown][] =
    properties.length === 0 && typeof other === 'object' && other !== null
      ? [['name', exampleOf(other as JsonSchema, components, depth + 1)]]
      : [];
  return Object.fromEntries([...named, ...open]);
}

function stringOf({ format }: JsonSchema): string {
  if (format === 'date-time') return INSTANT;
  if (format === 'date') return INSTANT.slice(0, 10);
  return format === 'uri' ? 'https://example.org/' : 'text';
}

import type { z } from 'zod';
import type { Access } from '../pages/access.js';
import { PROBLEMS } from '../pages/problem.js';
import { type Components, type JsonSchema, toJsonSchema } from './json-schema.js';
import { type FileBody, statusOf } from './operation.js';
import type { FoundOperation } from './operations.js';
import { problem } from './problem.answer.js';
import { ACCOUNT_MAX, NETWORK_MAX } from './rates.js';

export interface Parameter {
  name: string;
  in: 'path' | 'query';
  required: boolean;
  description?: string;
  schema: JsonSchema;
}

export interface DocumentedOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: Record<string, string[]>[];
  parameters: Parameter[];
  /** By the type as which it is sent. */
  requestBody?: { required: true; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, DocumentedResponse>;
}

interface DocumentedResponse {
  description: string;
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, { schema: JsonSchema }>;
}

export interface OpenApi {
  openapi: '3.1.1';
  info: { title: string; version: string; description: string; license: { name: string; identifier: string } };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Partial<Record<FoundOperation['method'], DocumentedOperation>>>;
  components: { schemas: Components; headers: Record<string, unknown>; securitySchemes: Record<string, unknown> };
}

interface About {
  version: string;
  baseUrl: string;
  isPublic: boolean;
}

const DESCRIPTION =
  'All that the pages show and do, as JSON. Instants are ISO 8601 in UTC; what is not known is null. What is new may be added to any object at any ' +
  'time: read what you know, and pass over the rest.';

/** The OpenAPI 3.1 document of these operations. */
export function openApiOf(operations: readonly FoundOperation[], about: About): OpenApi {
  const schemas: Components = {};
  const paths: OpenApi['paths'] = {};
  for (const each of operations) (paths[each.address] ??= {})[each.method] = documented(each, about.isPublic, schemas);
  const resources = new Map(operations.map(({ resource }) => [resource.name, resource]));
  return {
    openapi: '3.1.1',
    info: { title: 'Hustings', version: about.version, description: DESCRIPTION, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: about.baseUrl }],
    tags: [...resources.values()].map(({ name, about: description }) => ({ name, description })),
    paths,
    components: {
      schemas,
      headers: HEADERS,
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'A token that an account made for itself.' } },
    },
  };
}

export const WHO: Record<Access, string> = {
  anyone: 'For anyone.',
  reader: 'For readers.',
  account: 'For whoever is signed in.',
  analyst: 'For analysts and admins.',
  admin: 'For admins.',
};

function documented(facts: FoundOperation, isPublic: boolean, schemas: Components): DocumentedOperation {
  const isOpen = facts.access === 'anyone' || (facts.access === 'reader' && isPublic);
  return {
    operationId: facts.id,
    tags: [facts.resource.name],
    summary: facts.summary,
    description: [facts.description, facts.file && fileText(facts.file), WHO[facts.access]]
      .filter((sentence) => sentence !== undefined)
      .join(' '),
    security: isOpen ? [{}, { token: [] }] : [{ token: [] }],
    parameters: [...parametersOf('path', facts.path, schemas), ...parametersOf('query', facts.query, schemas)],
    ...(facts.body || facts.file ? { requestBody: { required: true as const, content: contentOf(facts, schemas) } } : {}),
    responses: { [statusOf(facts)]: successOf(facts, schemas), ...errorsOf(facts, isOpen, schemas) },
  };
}

function fileText({ types, mbMax }: FileBody): string {
  return `The body is the file as it is, sent as ${types.map((type) => `\`${type}\``).join(' or ')}, of at most ${mbMax} MB.`;
}

function contentOf({ body, file }: FoundOperation, schemas: Components): Record<string, { schema: JsonSchema }> {
  if (file) return Object.fromEntries(file.types.map((type) => [type, { schema: { type: 'string' } }]));
  return body ? { 'application/json': { schema: toJsonSchema(body, schemas) } } : {};
}

function parametersOf(where: Parameter['in'], schema: z.ZodObject | undefined, schemas: Components): Parameter[] {
  if (!schema) return [];
  const { properties, required } = toJsonSchema(schema, schemas) as { properties: Record<string, JsonSchema>; required?: string[] };
  return Object.entries(properties).map(([name, { description, ...own }]) => ({
    name,
    in: where,
    required: where === 'path' || (required ?? []).includes(name),
    ...(typeof description === 'string' ? { description } : {}),
    schema: own,
  }));
}

function successOf(facts: FoundOperation, schemas: Components): DocumentedResponse {
  const isRead = facts.method === 'get';
  const isList = facts.query !== undefined && 'after' in facts.query.shape;
  const names = [
    ...RATE,
    ...(isRead ? ['ETag', 'Cache-Control'] : []),
    ...(isList ? ['Link'] : []),
    ...(facts.location ? ['Location'] : []),
  ];
  const content = answerOf(facts, schemas);
  return {
    description: content ? 'As asked.' : 'Done; there is nothing more to say.',
    headers: headers(names),
    ...(content ? { content } : {}),
  };
}

function answerOf({ answer, sends }: FoundOperation, schemas: Components): DocumentedResponse['content'] {
  if (sends !== undefined) return { [sends]: { schema: { type: 'string' } } };
  return answer && { 'application/json': { schema: toJsonSchema(answer, schemas) } };
}

/** What can go wrong with any operation of this kind, and with this one. */
function errorsOf(facts: FoundOperation, isOpen: boolean, schemas: Components): Record<string, DocumentedResponse> {
  const { body, file, query } = facts;
  const always: [number, string | undefined][] = [
    [
      400,
      `${file ? 'The file was broken off, or the' : body ? 'The body is not JSON, or the' : 'The'} address has a character that no text has.`,
    ],
    [401, isOpen ? undefined : 'There is no token, or none that holds.'],
    [403, isOpen ? undefined : 'The token is good, and not for this.'],
    [413, file ? `The file has over ${file.mbMax} MB.` : body && 'The body has over 100 KB.'],
    [415, file ? `The file is not sent as ${file.types.join(' or ')}.` : body && 'The body is not sent as JSON.'],
    [422, body || file || query ? 'Something in it needs mending; `errors` say what, and how.' : undefined],
    [429, 'Too much was asked within a minute.'],
    [500, 'Our fault; `incident` is a number to quote.'],
  ];
  const all = [...always, ...Object.entries(facts.errors ?? {}).map(([status, when]): [number, string] => [Number(status), when])];
  const schema = toJsonSchema(problem, schemas);
  const known = all.filter((each): each is [number, string] => each[1] !== undefined).sort(([a], [b]) => a - b);
  const errors = known.map(([status, when]): [string, DocumentedResponse] => [
    String(status),
    {
      description: `${PROBLEMS[status]?.title}: ${when}`,
      headers: headers([...RATE, ...(status === 401 ? ['WWW-Authenticate'] : []), ...(status === 429 ? ['Retry-After'] : [])]),
      content: { 'application/problem+json': { schema } },
    },
  ]);
  if (facts.method !== 'get') return Object.fromEntries(errors);
  return {
    304: { description: 'What you have (`If-None-Match`) still holds.', headers: headers([...RATE, 'ETag', 'Cache-Control']) },
    ...Object.fromEntries(errors),
  };
}

const RATE = ['RateLimit', 'RateLimit-Policy'];

const HEADERS = {
  RateLimit: header('How often you may still ask (`r`) within so many seconds (`t`).', '"network";r=119;t=60'),
  'RateLimit-Policy': header(
    `How often one may ask (\`q\`) within so many seconds (\`w\`): ${ACCOUNT_MAX} times with a token, ${NETWORK_MAX} for all of a network without.`,
    '"network";q=120;w=60',
  ),
  'Retry-After': header('After so many seconds it goes on.', '12'),
  'WWW-Authenticate': header('How to say who asks.', 'Bearer realm="Hustings"'),
  ETag: header('Send it back in `If-None-Match`: what has not changed is not sent again.', 'W/"2f-abc"'),
  'Cache-Control': header('Who may keep the answer.', 'public, no-cache'),
  Link: {
    ...header('The address of the next part of a list (`rel="next"`); not there at its end.', '</api/v1/sources?after=x>; rel="next"'),
    required: false,
  },
  Location: header('Where it stands now.', '/api/v1/watches/dredging'),
};

function header(description: string, example: string) {
  return { description, required: true, schema: { type: 'string' }, example };
}

function headers(names: readonly string[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

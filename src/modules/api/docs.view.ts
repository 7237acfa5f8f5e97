import slugify from '@sindresorhus/slugify';
import { PROBLEMS } from '../pages/problem.js';
import type { PageFrame } from '../pages/page.view.js';
import { exampleOf } from './example.js';
import type { Components, JsonSchema } from './json-schema.js';
import type { DocumentedOperation, OpenApi, Parameter } from './openapi.js';
import { ACCOUNT_MAX, NETWORK_MAX } from './rates.js';

/** A piece of a sentence. */
interface Run {
  text: string;
  isCode: boolean;
}

interface FieldView {
  name: string;
  type: string;
  isRequired: boolean;
  says: Run[];
}

interface OperationView {
  id: string;
  summary: string;
  description: Run[];
  method: string;
  address: string;
  parameters: (FieldView & { in: string })[];
  body: FieldView[];
  curl: string;
  status: string;
  /** Null where there is nothing but a status, or a file. */
  example: string | null;
  /** As what a file is sent that is the answer; null where it is none. */
  fileType: string | null;
  errors: { status: string; href: string; says: Run[] }[];
}

export interface DocsView {
  page: PageFrame;
  firstRun: null;
  description: string;
  baseUrl: string;
  limits: { account: number; network: number };
  resources: { id: string; name: string; about: string; operations: OperationView[] }[];
  problems: { id: string; status: number; title: string }[];
  schemas: { id: string; name: string; says: Run[]; fields: FieldView[] }[];
}

/** The document, for people. */
export function docsView(document: OpenApi): DocsView {
  const { schemas } = document.components;
  const all = Object.entries(document.paths).flatMap(([address, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ address, method, operation })),
  );
  const baseUrl = document.servers[0]?.url ?? '';
  return {
    page: {
      title: 'The API',
      description: 'Everything that the pages show and do, as JSON.',
      path: '/api/docs',
      feeds: [],
      standalone: false,
    },
    firstRun: null,
    description: document.info.description,
    baseUrl,
    limits: { account: ACCOUNT_MAX, network: NETWORK_MAX },
    resources: document.tags.map(({ name, description }) => ({
      id: `resource-${slugify(name)}`,
      name,
      about: description,
      operations: all
        .filter(({ operation }) => operation.tags[0] === name)
        .map(({ address, method, operation }) => operationView(address, method, operation, schemas, baseUrl)),
    })),
    problems: Object.entries(PROBLEMS).map(([status, { type, title }]) => ({ id: `problem-${type}`, status: Number(status), title })),
    schemas: Object.entries(schemas).map(([name, schema]) => ({
      id: `schema-${name}`,
      name,
      says: runsOf(wordsOf(schema)),
      fields: fieldsOf(schema, schemas),
    })),
  };
}

function operationView(
  address: string,
  method: string,
  operation: DocumentedOperation,
  schemas: Components,
  baseUrl: string,
): OperationView {
  const [status = '', success] = Object.entries(operation.responses).find(([code]) => code.startsWith('2')) ?? [];
  const [type, content] = Object.entries(success?.content ?? {})[0] ?? [];
  const isFile = type !== undefined && type !== 'application/json';
  const body = operation.requestBody?.content['application/json']?.schema;
  return {
    id: operation.operationId,
    summary: operation.summary,
    description: runsOf(operation.description),
    method: method.toUpperCase(),
    address,
    parameters: operation.parameters.map((parameter) => ({
      ...fieldView(parameter.name, parameter.schema, parameter.required),
      in: parameter.in === 'path' ? 'in the path' : 'in the query',
      says: runsOf(sentencesOf(parameter.description, parameter.schema)),
    })),
    body: body ? fieldsOf(body, schemas) : [],
    curl: curlOf(address, method, operation, schemas, baseUrl),
    status,
    example: content && !isFile ? JSON.stringify(exampleOf(content.schema, schemas), null, 2) : null,
    fileType: isFile ? type : null,
    errors: Object.entries(operation.responses).flatMap(([code, { description }]) =>
      Number(code) >= 400
        ? { status: code, href: `#problem-${PROBLEMS[Number(code)]?.type ?? 'unreadable'}`, says: runsOf(description) }
        : [],
    ),
  };
}

/** A call that can be pasted into a terminal. */
function curlOf(address: string, method: string, operation: DocumentedOperation, schemas: Components, baseUrl: string): string {
  const valueOf = ({ schema }: Parameter) => encodeURIComponent(String(exampleOf(schema, schemas)));
  const [inPath, inQuery] = (['path', 'query'] as const).map((where) => operation.parameters.filter((each) => each.in === where));
  const path = (inPath ?? []).reduce((written, each) => written.replace(`{${each.name}}`, valueOf(each)), address);
  const query = (inQuery ?? []).filter(({ required }) => required).map((each) => `${each.name}=${valueOf(each)}`);
  const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const sent =
    content && type === 'application/json'
      ? `-d '${JSON.stringify(exampleOf(content.schema, schemas)).replaceAll("'", "'\\''")}'`
      : '--data-binary @FILE';
  const isOpen = operation.security.some((each) => Object.keys(each).length === 0);
  return [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}'${baseUrl}${path}${query.length > 0 ? `?${query.join('&')}` : ''}'`,
    ...(isOpen ? [] : [`  -H 'Authorization: Bearer TOKEN'`]),
    ...(type === undefined ? [] : [`  -H 'Content-Type: ${type}'`, `  ${sent}`]),
  ].join(' \\\n');
}

function fieldsOf(schema: JsonSchema, schemas: Components): FieldView[] {
  const whole = typeof schema.$ref === 'string' ? (schemas[nameOf(schema.$ref)] ?? {}) : schema;
  const required = (whole.required ?? []) as string[];
  return Object.entries((whole.properties ?? {}) as Record<string, JsonSchema>).map(([name, each]) =>
    fieldView(name, each, required.includes(name)),
  );
}

function fieldView(name: string, schema: JsonSchema, isRequired: boolean): FieldView {
  return { name, type: typeOf(schema), isRequired, says: runsOf(sentencesOf(wordsOf(schema), schema)) };
}

function wordsOf({ description }: JsonSchema): string {
  return typeof description === 'string' ? description : '';
}

function sentencesOf(description: string | undefined, schema: JsonSchema): string {
  const range =
    schema.minimum !== undefined && schema.maximum !== undefined ? `${schema.minimum as number} to ${schema.maximum as number}` : null;
  const usual = isTelling(schema.default) ? `as a rule ${JSON.stringify(schema.default)}` : null;
  return [description, range, usual].filter((part) => part !== undefined && part !== null && part !== '').join('; ');
}

/** That nothing is said where nothing is given goes without saying. */
function isTelling(usual: unknown): boolean {
  return usual !== undefined && usual !== null && usual !== '' && !(Array.isArray(usual) && usual.length === 0);
}

/** What stands between backticks is code: descriptions are Markdown, of which we use no more. */
function runsOf(text: string): Run[] {
  return text
    .split('`')
    .map((part, place) => ({ text: part, isCode: place % 2 === 1 }))
    .filter((run) => run.text !== '');
}

/** `array of Post`, `"post" or "comment"`, `string (date-time) or null`. */
function typeOf(schema: JsonSchema): string {
  if (typeof schema.$ref === 'string') return nameOf(schema.$ref);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(', ');
  const choices = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (choices) return [...new Set(choices.map(typeOf))].join(' or ');
  const types = [schema.type ?? 'anything'].flat() as string[];
  return types
    .map((type) => {
      if (type === 'array') return `array of ${schema.items ? typeOf(schema.items as JsonSchema) : 'anything'}`;
      return type === 'string' && typeof schema.format === 'string' ? `string (${schema.format})` : type;
    })
    .join(' or ');
}

function nameOf(reference: string): string {
  return reference.split('/').at(-1) ?? '';
}

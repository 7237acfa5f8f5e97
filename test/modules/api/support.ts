import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { DocumentedOperation, OpenApi } from '../../../src/modules/api/openapi.js';

type Json = Record<string, unknown>;

/** How an operation is called, and with what it goes wrong. */
export interface Call {
  path?: Record<string, string | number>;
  query?: Record<string, string>;
  body?: unknown;
  /** As what the body is sent, where that is not JSON. */
  type?: string;
  /** Bodies that are refused, each with the pointers that are named. */
  wrong?: [body: unknown, ...pointers: string[]][];
  /** With what it is answered, where that is no success. */
  status?: string;
  /** Gives the token of who asks, where that is not whoever sits at the machine. */
  asker?: () => Promise<string>;
}

export interface Documented {
  id: string;
  method: string;
  address: string;
  operation: DocumentedOperation;
}

/** What the document says of the answers, held against what the server answers. */
export class DocumentCheck {
  readonly operations: Documented[];
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(readonly document: OpenApi) {
    formats.default(this.ajv);
    this.ajv.addSchema(closed({ $id: 'document', components: document.components }) as Json);
    this.operations = Object.entries(document.paths).flatMap(([address, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        id: operation.operationId,
        method: method.toUpperCase(),
        address,
        operation,
      })),
    );
  }

  /** The answer as it came, and all in which it differs from what the document says of this status. */
  async faults(documented: Documented, response: Response): Promise<{ body: unknown; faults: string[] }> {
    const said = documented.operation.responses[String(response.status)];
    const text = await response.text();
    if (!said) return { body: text, faults: [`${response.status} is not documented: ${text.slice(0, 400)}`] };
    const faults = Object.entries(said.headers ?? {}).flatMap(([name, { $ref }]) => {
      const header = this.document.components.headers[$ref.split('/').at(-1) ?? ''] as { required: boolean };
      return header.required && response.headers.get(name) === null ? [`${name} is missing`] : [];
    });
    const [[type, content] = []] = Object.entries(said.content ?? {});
    if (type === undefined || !content)
      return { body: null, faults: text === '' ? faults : [...faults, `a body, though none is documented`] };
    const sent = response.headers.get('content-type')?.split(';')[0];
    const body: unknown = type.endsWith('json') ? JSON.parse(text) : text;
    const validate = this.validator(`${documented.id} ${response.status}`, content.schema);
    return {
      body,
      faults: [
        ...faults,
        ...(sent === type ? [] : [`${sent} instead of ${type}`]),
        ...(validate(body)
          ? []
          : (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)),
      ],
    };
  }

  private validator(key: string, schema: unknown): ValidateFunction {
    const known = this.compiled.get(key);
    if (known) return known;
    const made = this.ajv.compile(
      closed(JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/'))) as Json,
    );
    this.compiled.set(key, made);
    return made;
  }
}

/** The document leaves objects open, so that they may grow. Nothing may be sent all the same of which it does not know. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const own = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return own.type === 'object' && own.properties !== undefined && own.additionalProperties === undefined
    ? { ...own, additionalProperties: false }
    : own;
}

export function addressOf({ address }: Documented, { path = {}, query = {} }: Call, more: Record<string, string> = {}): string {
  const filled = address.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])));
  const asked = new URLSearchParams({ ...query, ...more }).toString();
  return `${filled}${asked === '' ? '' : `?${asked}`}`;
}

export function requestOf(
  { method }: Documented,
  body: unknown,
  type = 'application/json',
  headers: Record<string, string> = {},
): RequestInit {
  if (body === undefined) return { method, redirect: 'manual', headers };
  const written = type !== 'application/json' && typeof body === 'string' ? body : JSON.stringify(body);
  return { method, redirect: 'manual', headers: { ...headers, 'Content-Type': type }, body: written };
}

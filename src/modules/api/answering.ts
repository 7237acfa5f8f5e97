import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { map, type Observable } from 'rxjs';
import { z } from 'zod';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Allowed, type Access } from '../pages/access.js';
import { isHere } from '../pages/here.js';
import { PageNotFound } from '../pages/page-not-found.js';
import { type Fault, InvalidRequest } from '../pages/problem.js';
import { fileOf } from './file-body.js';
import { type Asked, keepAsked, OPERATION, type OperationFacts } from './operation.js';

/** An operation without a query takes none. */
const NOTHING = z.strictObject({});
/** Of what no schema takes, so many faults are named. */
const FAULTS_MAX = 100;

/** Reads what is asked by the schemas of an operation, and gives its answer the headers that go with it. */
@Injectable()
export class Answering implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const facts = this.reflector.get<OperationFacts | undefined>(OPERATION, context.getHandler());
    if (!facts) return next.handle();
    const http = context.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    const read = readAsked(facts, request);
    keepAsked(request, facts.file ? { ...read, file: (await fileOf(request, response, facts.file)) as never } : read);
    const access = this.reflector.getAllAndOverride(Allowed, [context.getHandler(), context.getClass()]) ?? 'admin';
    this.openToScripts(access, request, response);
    return next.handle().pipe(map((answer: unknown) => finished(facts, answer, request, response)));
  }

  /**
   * Scripts of other sites may read what everybody may read, as nobody in particular. What is asked from this machine itself stays here: it is
   * most likely not on the web at all, and any page in a browser could look into it.
   */
  private openToScripts(access: Access, request: Request, response: Response): void {
    const isOpen = request.method === 'GET' || request.method === 'HEAD';
    if (!isOpen || access !== 'reader' || this.config.readerAccess !== 'public' || isHere(request)) return;
    response.set({
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'ETag, Link, RateLimit, RateLimit-Policy, Retry-After',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
  }
}

function readAsked(facts: OperationFacts, request: Request): Asked<OperationFacts> {
  const path = facts.path?.safeParse(request.params);
  // An address that nothing can have.
  if (path?.error) throw new PageNotFound('Nothing has this address. What is put into it is not of the form that the docs say.');
  if (facts.body && request.is('application/json') === false)
    throw new UnsupportedMediaTypeException('Send the body as JSON, with Content-Type: application/json.');
  const query = (facts.query ?? NOTHING).safeParse(request.query);
  const body = facts.body?.safeParse(request.body ?? {});
  const faults = [...faultsOf('query', query.error), ...faultsOf('body', body?.error)];
  if (faults.length > 0) throw new InvalidRequest(faults.slice(0, FAULTS_MAX));
  return { path: path?.data as undefined, query: query.data as undefined, body: body?.data as undefined, file: undefined };
}

function faultsOf(where: Fault['in'], error: z.ZodError | undefined): Fault[] {
  return (error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ in: where, pointer: pointerTo([...issue.path, key]), message: 'Nothing of this name is asked for.' }))
      : [{ in: where, pointer: pointerTo(issue.path), message: sentenceOf(issue) }],
  );
}

/** Forms say “is missing”, and put the field before it where they show it. */
function sentenceOf({ path, message }: z.core.$ZodIssue): string {
  return /^[a-z]/.test(message) ? `${String(path[0] ?? 'The body')} ${message}.` : message;
}

/** RFC 6901. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function finished(facts: OperationFacts, answer: unknown, request: Request, response: Response): unknown {
  if (facts.location) response.location(facts.location(answer as never));
  if (facts.sends !== undefined) response.type(facts.sends);
  if (!facts.query || !('after' in facts.query.shape)) return answer;
  const { next } = answer as { next: string | null };
  if (next === null) return answer;
  const href = nextOf(request, next);
  response.append('Link', `<${href}>; rel="next"`);
  return { ...(answer as object), next: href };
}

function nextOf(request: Request, cursor: string): string {
  const [path = '', query = ''] = request.originalUrl.split(/\?(.*)/s);
  const parameters = new URLSearchParams(query);
  parameters.set('after', cursor);
  return `${path}?${parameters.toString()}`;
}

import { applyDecorators, createParamDecorator, type ExecutionContext, HttpCode, SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';

/** A body that is a file, and no JSON. */
export interface FileBody {
  /** As what it may be sent, the most fitting first. */
  types: readonly [string, ...string[]];
  mbMax: number;
}

/** One thing that a program can ask for or do: all that its reading of requests, the document and the page of docs are made from. */
export interface OperationFacts {
  /** For generators of clients: `listSources`. */
  id: string;
  summary: string;
  /** What the summary leaves open. */
  description?: string;
  path?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Instead of a body in JSON. */
  file?: FileBody;
  /** None: there is nothing to say but that it is done. */
  answer?: z.ZodType;
  /** As what it is sent, where the answer is a file and no JSON. */
  sends?: string;
  /** Of success: 200, or 204 without an answer. */
  status?: 200 | 201;
  /** What may go wrong besides what may go wrong everywhere, by status: when. */
  errors?: Partial<Record<404 | 409 | 410 | 503, string>>;
  /** Where what was made stands; goes into `Location`. */
  location?: (answer: never) => string;
}

/** What was asked, read by the schemas of the operation. */
export interface Asked<Facts extends OperationFacts> {
  path: Facts extends { path: infer Schema extends z.ZodType } ? z.output<Schema> : undefined;
  query: Facts extends { query: infer Schema extends z.ZodType } ? z.output<Schema> : undefined;
  body: Facts extends { body: infer Schema extends z.ZodType } ? z.output<Schema> : undefined;
  file: Facts extends { file: FileBody } ? Buffer : undefined;
}

/** What a handler gives back. */
export type Answer<Facts extends OperationFacts> = Facts extends { answer: infer Schema extends z.ZodType }
  ? z.output<Schema>
  : Facts extends { sends: string }
    ? string
    : void;

type Handler<Facts extends OperationFacts> = (asked: Asked<Facts>, request: Request) => Promise<Answer<Facts>> | Answer<Facts>;

export const OPERATION = 'hustings:operation';
export const RESOURCE = 'hustings:resource';

/** What a controller is about: a part of the docs. */
export interface Resource {
  name: string;
  about: string;
}

/** Stands on a controller whose handlers are operations. */
export const About = (resource: Resource): ClassDecorator => SetMetadata(RESOURCE, resource);

/** Keeps the types of the schemas, which a handler is compared with. */
export function operation<const Facts extends OperationFacts>(facts: Facts): Facts {
  return facts;
}

/** Stands on a handler `(@Input() asked, @Req() request) => answer`. What does not fit its schemas never gets there. */
export function Operation<Facts extends OperationFacts>(facts: Facts) {
  return applyDecorators(SetMetadata(OPERATION, facts), HttpCode(statusOf(facts))) as <Method extends Handler<Facts>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ) => void;
}

export function statusOf(facts: OperationFacts): number {
  return facts.status ?? (facts.answer || facts.sends ? 200 : 204);
}

const asked = new WeakMap<Request, Asked<OperationFacts>>();

export function keepAsked(request: Request, read: Asked<OperationFacts>): void {
  asked.set(request, read);
}

/** What was asked. */
export const Input = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  asked.get(context.switchToHttp().getRequest<Request>()),
);

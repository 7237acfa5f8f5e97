import { HttpException, HttpStatus } from '@nestjs/common';
import type { Request, Response } from 'express';

/** One thing that is wrong with what was sent: where it stands, as a JSON pointer, and what to do about it. */
export interface Fault {
  in: 'query' | 'body';
  pointer: string;
  message: string;
}

/** What was asked for cannot be done as it stands. `faults` name each field. */
export class InvalidRequest extends HttpException {
  constructor(readonly faults: readonly Fault[]) {
    super(faults.length === 1 ? 'One value needs mending.' : `${faults.length} values need mending.`, HttpStatus.UNPROCESSABLE_ENTITY);
  }
}

/** What a form found wrong with the fields of a body. */
export function refused(problems: Readonly<Record<string, string | undefined>>): InvalidRequest {
  return new InvalidRequest(
    Object.entries(problems).flatMap(([field, message]) =>
      message === undefined ? [] : { in: 'body' as const, pointer: `/${field}`, message },
    ),
  );
}

/** The same of a body as a whole. */
export function refusedWhole(problems: readonly string[]): InvalidRequest {
  return new InvalidRequest(problems.map((message) => ({ in: 'body', pointer: '', message })));
}

interface ProblemType {
  /** The anchor of its paragraph at /api/docs. */
  type: string;
  title: string;
}

/** Every kind of error under /api, by its status (RFC 9457). */
export const PROBLEMS: Readonly<Record<number, ProblemType>> = {
  400: { type: 'unreadable', title: 'The request cannot be read' },
  401: { type: 'sign-in', title: 'A token is needed' },
  403: { type: 'not-allowed', title: 'Not allowed' },
  404: { type: 'not-found', title: 'Not here' },
  409: { type: 'conflict', title: 'It is not as you think' },
  410: { type: 'gone', title: 'No longer here' },
  413: { type: 'too-large', title: 'Too large' },
  415: { type: 'not-json', title: 'Not sent as asked' },
  422: { type: 'invalid', title: 'Something needs mending' },
  429: { type: 'too-many', title: 'Too many requests' },
  500: { type: 'fault', title: 'Our fault' },
  503: { type: 'away', title: 'Back in a moment' },
};

const OTHER: ProblemType = { type: 'unreadable', title: 'This cannot be done' };

/** Whether programs are answered at this address, and not people. */
export function isApi(request: Request): boolean {
  return /^\/api(\/|$)/.test(request.path) && request.path !== '/api/docs';
}

/** Answers with a problem (RFC 9457). */
export function sendProblem(
  error: unknown,
  facts: { status: number; message: string; incident: string | null },
  request: Request,
  response: Response,
): void {
  const { status, message, incident } = facts;
  const { type, title } = PROBLEMS[status] ?? OTHER;
  // What was too much was not read to its end: nothing more can come over the same connection.
  if (status === 413) response.set('Connection', 'close');
  if (status === 401) response.set('WWW-Authenticate', 'Bearer realm="Hustings"');
  response
    .status(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `/api/docs#problem-${type}`,
        title,
        status,
        detail: status === 400 ? `The request cannot be read: ${message}` : message,
        instance: request.originalUrl,
        ...(error instanceof InvalidRequest ? { errors: error.faults } : {}),
        ...(incident === null ? {} : { incident }),
      }),
    );
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

/** As proxies make them: what is longer or holds anything else would be a way to write into our log. */
const READABLE = /^[\w.:/+=-]{1,128}$/;

const requests = new AsyncLocalStorage<string>();

/** The number of the request that is being answered; undefined where none is. */
export function requestId(): string | undefined {
  return requests.getStore();
}

/** Gives each request a number, which stands in the answer and in every line of the log about it. A proxy that is trusted may have given one already. */
export function nameRequests(request: Request, response: Response, next: NextFunction): void {
  const given = isFromTrustedProxy(request) ? request.get('x-request-id') : undefined;
  const id = given !== undefined && READABLE.test(given) ? given : randomUUID();
  response.set('X-Request-Id', id);
  requests.run(id, next);
}

/** Express compiles `TRUSTED_PROXIES` to this function. */
function isFromTrustedProxy(request: Request): boolean {
  const isTrusted = request.app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  return isTrusted(request.socket.remoteAddress ?? '', 0);
}

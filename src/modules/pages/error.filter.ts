import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger, UnauthorizedException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { awaySentence, isDatabaseAway } from '../database/away.js';
import { Pages } from './handlebars.js';
import { PageNotFound, type WayOn } from './page-not-found.js';
import { isApi, sendProblem } from './problem.js';

const LATEST: WayOn = { href: '/', label: 'The latest edition' };
const SIGN_IN: WayOn = { href: '/login', label: 'Sign in' };
const TITLES: Record<number, string> = {
  401: 'Sign in first',
  403: 'This is for others',
  404: 'This page is not here',
  503: 'Back in a moment',
};
/** When to ask again, where we are not there. */
export const RETRY_SECONDS = 30;
const ARCHIVE: WayOn = { href: '/digest', label: 'All editions' };

/** What went wrong, as a page for people or as a problem for programs. What people cannot mend is logged, under a number that they can quote. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Pages');

  constructor(private readonly pages: Pages) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const isAway = isDatabaseAway(error);
    const status = error instanceof HttpException ? error.getStatus() : isAway ? 503 : 500;
    // A 503 of our own says what is to be done: there is nothing to look for.
    const isExpected = error instanceof HttpException && (status < 500 || status === 503);
    const incident = status >= 500 && !isExpected ? randomUUID().slice(0, 8) : null;
    if (incident)
      this.logger.error(
        `${incident} ${request.method} ${request.originalUrl}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    // Half an answer is already on its way: only cutting it off tells the reader that it is not whole.
    if (response.headersSent) return void response.destroy();
    const fault = isAway ? awaySentence(error) : 'Something went wrong here, not with your request.';
    const message = isExpected ? sentenceOf(error, status) : fault;
    if (error instanceof UnauthorizedException && asksForSignIn(request, response)) return;
    if (isAway) response.set('Retry-After', String(RETRY_SECONDS));
    response.status(status).set('Cache-Control', 'no-store');
    if (isApi(request)) return sendProblem(error, { status, message, incident }, request, response);
    const waysOn = [...(error instanceof PageNotFound ? error.waysOn : []), ...(status === 401 ? [SIGN_IN] : []), LATEST, ARCHIVE];
    response.type('html').send(this.pages.render('error', errorView({ status, message, incident, waysOn, path: request.path })));
  }
}

/**
 * Who opens a page is led to the door, and back to it afterwards. Programs are told how to say who they are: readers of feeds know a name and a
 * password only, and take the token as the password.
 */
function asksForSignIn(request: Request, response: Response): boolean {
  const isFeed = /\.(atom|rss|json|ndjson|csv)$/.test(request.path);
  if (isApi(request)) return false;
  if (isFeed) response.set('WWW-Authenticate', 'Basic realm="Hustings: a token as the password", charset="UTF-8"');
  else if (request.method === 'GET' && !request.get('authorization')) {
    response.set('Cache-Control', 'no-store').redirect(303, `/login?${new URLSearchParams({ next: request.originalUrl }).toString()}`);
    return true;
  }
  return false;
}

interface ErrorFacts {
  status: number;
  message: string;
  incident: string | null;
  waysOn: WayOn[];
  path: string;
}

export function errorView(facts: ErrorFacts) {
  const title = TITLES[facts.status] ?? (facts.status >= 500 ? 'This page could not be made' : 'This cannot be done');
  const waysOn = facts.waysOn.filter((way, index) => facts.waysOn.findIndex((other) => other.href === way.href) === index);
  return { page: { title, description: facts.message, path: null, feeds: [], standalone: false }, firstRun: null, ...facts, title, waysOn };
}

/** Nest's own exceptions say "Cannot GET /x", which tells a reader nothing. */
function sentenceOf(error: HttpException, status: number): string {
  if (error instanceof PageNotFound) return error.message;
  if (status === 404) return 'Nothing has this address. It may have been mistyped, or what was here has been removed.';
  return error.message;
}

import { BadRequestException } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { legalText } from '../../feeds/characters.js';

/** What `legalText` takes out of a text, as it stands in an address; a tab and the end of a line are text. */
const IN_ADDRESS = /%(?:0[0-8bcef]|1[0-9a-f]|ef%bf%b[ef])/i;

/**
 * NUL and its like are in no text: PostgreSQL takes none, and no page or feed may hold one. Nobody types them into an address, so one that has them is
 * refused, whatever part of it would have been read. To be used before anything reads an address.
 */
export function refuseControls(request: Request, _response: Response, next: NextFunction): void {
  const sentence = 'There is a character in the address that no text has, such as %00. Take it out, and ask again.';
  next(IN_ADDRESS.test(request.originalUrl) ? new BadRequestException(sentence) : undefined);
}

/** Into a form they come with what was copied from elsewhere, unseen: there they are dropped, and the rest is taken. Stands behind the readers of bodies. */
export function dropControls(request: Request, _response: Response, next: NextFunction): void {
  request.body = legalBody(request.body);
  next();
}

/**
 * Every text of a body made legal, in its place; a field whose name is not goes. Without recursion, for a body may be as deep as it is long.
 */
export function legalBody(body: unknown): unknown {
  if (typeof body === 'string') return legalText(body);
  const rest = [body];
  while (rest.length > 0) {
    const part = rest.pop();
    if (typeof part !== 'object' || part === null || Buffer.isBuffer(part)) continue;
    const fields = part as Record<string, unknown>;
    for (const [name, value] of Object.entries(fields)) {
      if (legalText(name) !== name) delete fields[name];
      else if (typeof value === 'string') fields[name] = legalText(value);
      else rest.push(value);
    }
  }
  return body;
}

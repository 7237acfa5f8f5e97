import { ForbiddenException } from '@nestjs/common';
import type { Request } from 'express';

/**
 * Whether somebody sits at the machine itself: there are no accounts yet, and only they may change anything. A name that was made to resolve to this
 * machine shows in `Host`, and what a proxy forwards comes from elsewhere.
 */
export function isHere(request: Request): boolean {
  const fromHere =
    /^(::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? '') && !request.get('x-forwarded-for') && !request.get('forwarded');
  return fromHere && /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/.test(request.get('host') ?? '');
}

/** @param instead what does the same on a server */
export function refuseStrangers(request: Request, instead: string): void {
  if (!isHere(request)) throw new ForbiddenException(`This works only on the machine that Hustings runs on. On a server, use ${instead}.`);
}

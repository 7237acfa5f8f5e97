import type { Request } from 'express';

/**
 * Whether somebody sits at the machine itself. A name that was made to resolve to this
 * machine shows in `Host`, and what a proxy forwards comes from elsewhere.
 */
export function isHere(request: Request): boolean {
  const fromHere =
    /^(::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? '') && !request.get('x-forwarded-for') && !request.get('forwarded');
  return fromHere && /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/.test(request.get('host') ?? '');
}

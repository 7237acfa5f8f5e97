import { Injectable, UnauthorizedException } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';
import { nameActor } from '../pages/access.js';
import { isHere } from '../pages/here.js';
import { Accounts } from './accounts.service.js';
import { ApiTokens } from './api-tokens.js';
import { Sessions } from './sessions.js';

/** Finds out who asks, before it is decided what they may. */
@Injectable()
export class ActorMiddleware {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly tokens: ApiTokens,
  ) {}

  readonly handler: RequestHandler = (request, response, next) => {
    this.sessions.handler(request, response, (error?: unknown) => {
      if (error) return next(error);
      this.find(request).then(() => next(), next);
    });
  };

  private async find(request: Request): Promise<void> {
    const token = tokenOf(request);
    if (token !== null) return this.byToken(request, token);
    const { accountId } = request.session;
    const account = accountId === undefined ? null : await this.accounts.byId(accountId);
    if (account?.state === 'active') {
      const { id, name, role } = account;
      return nameActor(request, { kind: 'account', id, name, role, by: 'session' });
    }
    if (isHere(request) && !(await this.accounts.haveBegun()))
      nameActor(request, { kind: 'here', name: 'Whoever sits at the machine', role: 'admin' });
  }

  private async byToken(request: Request, token: string): Promise<void> {
    const reading = await this.tokens.read(token);
    if (reading.kind === 'refused') throw new UnauthorizedException(reading.message);
    const { account, role } = reading;
    nameActor(request, { kind: 'account', id: account.id, name: account.name, role, by: 'token' });
  }
}

/**
 * `Authorization: Bearer TOKEN`; and for programs that know nothing but a name and a password, such as readers of feeds on an instance that is
 * not public, the token as the password. Browsers send that along from anywhere, so it only reads.
 */
function tokenOf(request: Request): string | null {
  const [, scheme = '', credentials = ''] = /^(bearer|basic)\s+(\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() !== 'basic' || !['GET', 'HEAD'].includes(request.method)) return null;
  return Buffer.from(credentials, 'base64')
    .toString()
    .replace(/^[^:]*:/, '');
}

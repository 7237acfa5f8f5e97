import { Inject, Injectable } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import { Not } from 'typeorm';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { SecretKey } from '../config/secret-key.js';
import { Database } from '../database/database.js';
import { actorOf } from '../pages/access.js';
import type { AccountEntity } from './account.entity.js';
import { SessionEntity } from './session.entity.js';
import { hashOf } from './hash.js';
import { SESSION_MS, SessionStore } from './session-store.js';

const BROWSER_MAX = 200;

/** Who is signed in where. */
@Injectable()
export class Sessions {
  readonly handler: RequestHandler;

  constructor(
    @Inject(CONFIG) config: Config,
    secret: SecretKey,
    clock: Clock,
    private readonly database: Database,
  ) {
    const isSecure = config.baseUrl.startsWith('https:');
    const keep = session({
      // A name that browsers take from this very host by https alone.
      name: isSecure ? '__Host-hustings' : 'hustings',
      secret: secret.derive('sessions').toString('base64url'),
      store: new SessionStore(database, clock),
      resave: false,
      saveUninitialized: false,
      unset: 'destroy',
      proxy: true,
      cookie: { httpOnly: true, sameSite: 'lax', secure: isSecure, maxAge: SESSION_MS },
    });
    this.handler = (request, response, next) => {
      // Readers come by https, whatever the last hop to us is: else the cookie would not be sent at all.
      if (isSecure) request.headers['x-forwarded-proto'] = 'https';
      keep(request, response, next);
    };
  }

  /** Under a new number, so that nobody can prepare a session for somebody else. */
  async signIn(request: Request, account: AccountEntity): Promise<void> {
    await this.renew(request);
    request.session.accountId = account.id;
    await this.save(request);
  }

  /** The password was right; the second factor follows within some minutes. */
  async awaitSecondFactor(request: Request, accountId: number, until: Date, next: string): Promise<void> {
    await this.renew(request);
    Object.assign(request.session, { pendingId: accountId, pendingUntil: until.getTime(), next });
    await this.save(request);
  }

  async signOut(request: Request): Promise<void> {
    await new Promise<void>((done, failed) => request.session.destroy((error: unknown) => (error ? failed(asError(error)) : done())));
  }

  save(request: Request): Promise<void> {
    return new Promise((done, failed) => request.session.save((error: unknown) => (error ? failed(asError(error)) : done())));
  }

  of(accountId: number): Promise<SessionEntity[]> {
    return this.database.manager.find(SessionEntity, { where: { accountId }, order: { createdAt: 'DESC' } });
  }

  /** Ends all sessions of an account but the one that asks. Out: how many. */
  async endOthers(accountId: number, request: Request | null): Promise<number> {
    const keyHash = request ? Not(hashOf(request.sessionID)) : undefined;
    const { affected } = await this.database.write((manager) => manager.delete(SessionEntity, { accountId, ...(keyHash && { keyHash }) }));
    return affected ?? 0;
  }

  /** All of an account, at the wish of an admin; who asks for their own stays. */
  endAll(accountId: number, request: Request): Promise<number> {
    const actor = actorOf(request);
    return this.endOthers(accountId, actor.kind === 'account' && actor.id === accountId ? request : null);
  }

  private async renew(request: Request): Promise<void> {
    await new Promise<void>((done, failed) => request.session.regenerate((error: unknown) => (error ? failed(asError(error)) : done())));
    request.session.browser = (request.get('user-agent') ?? '').slice(0, BROWSER_MAX);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { SecretKey } from '../config/secret-key.js';
import { Database } from '../database/database.js';
import { AccountEntity } from './account.entity.js';
import { networkOf, visitorOf } from '../pages/visitor.js';
import { Accounts } from './accounts.service.js';
import { LoginLimits, type Try } from './login-limits.js';
import { parseAddress } from './mail-address.js';
import { isPassword } from './passwords.js';
import { SecondFactor } from './second-factor.js';
import { Sessions } from './sessions.js';

const KNOWN_MS = 365 * 86_400_000;
const KNOWN_COOKIE = 'hustings-known';
const PENDING_MS = 10 * 60_000;

export type SigningIn =
  | { kind: 'in'; account: AccountEntity }
  | { kind: 'second-factor' }
  /** No account, another password, a closed account: nobody is told which. */
  | { kind: 'wrong' }
  | { kind: 'throttled'; seconds: number };

/** From what is typed to a session. */
@Injectable()
export class SignIn {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly secret: SecretKey,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly secondFactor: SecondFactor,
    private readonly limits: LoginLimits,
  ) {}

  async byPassword(
    request: Request,
    response: Response,
    { address, password, next }: { address: string; password: string; next: string },
  ): Promise<SigningIn> {
    const addressKey = parseAddress(address)?.key ?? address.trim().toLowerCase();
    const attempt = this.attemptOf(request, addressKey);
    const seconds = await this.limits.take(attempt);
    if (seconds > 0) return { kind: 'throttled', seconds };
    const account = await this.accounts.byKey(addressKey);
    const isRight = await isPassword(account?.passwordHash ?? null, password);
    if (!isRight || account?.state !== 'active') return { kind: 'wrong' };
    await this.limits.succeeded(attempt);
    return this.withFirstFactor(request, response, account, next);
  }

  /** For who has shown who they are, here or at the OpenID provider. */
  async withFirstFactor(request: Request, response: Response, account: AccountEntity, next: string): Promise<SigningIn> {
    if (account.totpSecret === null) return this.let(request, response, account);
    await this.sessions.awaitSecondFactor(request, account.id, new Date(this.clock.now().getTime() + PENDING_MS), next);
    return { kind: 'second-factor' };
  }

  /** The account that the second factor of this session is awaited for. */
  async pending(request: Request): Promise<AccountEntity | null> {
    const { pendingId, pendingUntil = 0 } = request.session;
    const leftMs = pendingUntil - this.clock.now().getTime();
    // Of more than was given, the clock was set back since.
    if (pendingId === undefined || leftMs < 0 || leftMs > PENDING_MS) return null;
    const account = await this.accounts.byId(pendingId);
    return account?.state === 'active' ? account : null;
  }

  async bySecondFactor(request: Request, response: Response, account: AccountEntity, code: string): Promise<SigningIn> {
    const attempt = this.attemptOf(request, `${account.addressKey} second factor`);
    const seconds = await this.limits.take(attempt);
    if (seconds > 0) return { kind: 'throttled', seconds };
    if (!(await this.secondFactor.accepts(account.id, code))) return { kind: 'wrong' };
    await this.limits.succeeded(attempt);
    return this.let(request, response, account);
  }

  private async let(request: Request, response: Response, account: AccountEntity): Promise<SigningIn> {
    await this.sessions.signIn(request, account);
    await this.database.write((manager) => manager.update(AccountEntity, account.id, { signedInAt: this.clock.now() }));
    const secure = this.config.baseUrl.startsWith('https:');
    response.cookie(KNOWN_COOKIE, this.knownMark(account.addressKey), {
      httpOnly: true,
      sameSite: 'lax',
      secure,
      path: '/login',
      maxAge: KNOWN_MS,
    });
    return { kind: 'in', account };
  }

  private attemptOf(request: Request, addressKey: string): Try {
    const key = addressKey.replace(/ second factor$/, '');
    const marks = (request.get('cookie') ?? '').split(/;\s*/);
    const mine = `${KNOWN_COOKIE}=${this.knownMark(key)}`;
    const isKnown = marks.some((mark) => mark.length === mine.length && timingSafeEqual(Buffer.from(mark), Buffer.from(mine)));
    return { network: networkOf(visitorOf(request)), addressKey, isKnown };
  }

  /** Says that this browser has signed in to that account before; it lets nobody in. */
  private knownMark(addressKey: string): string {
    return createHmac('sha256', this.secret.derive('known-browsers')).update(addressKey).digest('base64url');
  }
}

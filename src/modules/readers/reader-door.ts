import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { AccountEntity } from '../accounts/account.entity.js';
import { ApiTokens } from '../accounts/api-tokens.js';
import { ApiTokenEntity } from '../accounts/api-token.entity.js';
import { hashOf } from '../accounts/hash.js';
import { LoginLimits } from '../accounts/login-limits.js';
import { parseAddress } from '../accounts/mail-address.js';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { networkOf, visitorOf } from '../pages/visitor.js';
import { ReaderError } from './reader-error.js';
import { ReaderKeyEntity } from './reader-key.entity.js';
import { States } from './states.js';

const WRONG = 'This is not the mail address and the reader password of an account. Make a password for readers on /account/readers.';

/** Lets programs in that know nothing but a name and a password: a token stands in for it, and never the password of the account. */
@Injectable()
export class ReaderDoor {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tokens: ApiTokens,
    private readonly limits: LoginLimits,
    private readonly states: States,
  ) {}

  /** A token that may read, and its key for Fever. It is shown once. */
  async make(account: AccountEntity, name: string): Promise<string> {
    const { id, token } = await this.tokens.make(account.id, { name, scope: 'reader', days: null });
    const keyHash = hashOf(feverKeyOf(account.address, token));
    await this.database.write((manager) => manager.insert(ReaderKeyEntity, { tokenId: id, keyHash }));
    await this.states.begin(account.id);
    return token;
  }

  /** ClientLogin: what it gives is the token itself, which the reader shows from then on. */
  async login(request: Request, name: string, password: string): Promise<string> {
    const address = parseAddress(name);
    const attempt = { network: networkOf(visitorOf(request)), addressKey: `reader ${address?.key ?? name.slice(0, 300)}` };
    return this.limited(attempt, async () => {
      const reading = await this.tokens.read(password.slice(0, 200));
      if (reading.kind === 'refused' || reading.account.addressKey !== address?.key) return null;
      await this.states.begin(reading.account.id);
      return password;
    });
  }

  /** Who asks: by what `login` gave. */
  async accountOf(request: Request): Promise<AccountEntity> {
    const [, token = ''] = /^\s*(?:GoogleLogin\s+auth=|Bearer\s+)"?([\w.-]{1,200})"?\s*$/i.exec(request.get('authorization') ?? '') ?? [];
    if (token === '') throw new ReaderError(401, 'Sign in first: POST /accounts/ClientLogin, and show what it gives as GoogleLogin auth.');
    const reading = await this.tokens.read(token);
    if (reading.kind === 'refused') throw new ReaderError(401, reading.message);
    return reading.account;
  }

  /** Fever: the key itself. Null for a wrong one. */
  async accountByKey(request: Request, key: string): Promise<AccountEntity | null> {
    if (!/^[0-9a-f]{32}$/i.test(key)) return null;
    // Its clients send it with each request, so that only wrong ones are counted.
    const attempt = { network: networkOf(visitorOf(request)), addressKey: 'reader fever' };
    return this.limited(attempt, () => this.byKey(key.toLowerCase())).catch((error: unknown) => {
      if (error instanceof ReaderError && error.getStatus() === 401) return null;
      throw error;
    });
  }

  private async byKey(key: string): Promise<AccountEntity | null> {
    const row = await this.database.manager.findOneBy(ReaderKeyEntity, { keyHash: hashOf(key) });
    const token = row && (await this.database.manager.findOneBy(ApiTokenEntity, { id: row.tokenId }));
    const isOver = token?.revokedAt !== null || (token.endsAt !== null && token.endsAt <= this.clock.now());
    if (isOver) return null;
    const account = await this.database.manager.findOneBy(AccountEntity, { id: token.accountId });
    return account?.state === 'active' ? account : null;
  }

  /** No account can be locked by others here: tokens are too long to be guessed, so that only networks are held back. */
  private async limited<Result>(of: { network: string; addressKey: string }, work: () => Promise<Result | null>): Promise<Result> {
    const attempt = { ...of, isKnown: true };
    const seconds = await this.limits.wait(attempt);
    if (seconds > 0) throw new ReaderError(429, `Too many tries have failed. Wait for ${Math.ceil(seconds / 60)} min.`, seconds);
    const result = await work();
    if (result === null) {
      await this.limits.failed(attempt);
      throw new ReaderError(401, WRONG);
    }
    return result;
  }
}

/** As Fever has it. MD5 keeps nothing secret here: what goes into it is random, and only a hash of the outcome is stored. */
export function feverKeyOf(address: string, token: string): string {
  return createHash('md5').update(`${address}:${token}`).digest('hex');
}

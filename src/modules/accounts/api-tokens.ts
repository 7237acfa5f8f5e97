import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { type Role, ROLES } from '../pages/access.js';
import type { AccountEntity } from './account.entity.js';
import { ApiTokenEntity } from './api-token.entity.js';
import { hashOf } from './hash.js';

/** Tells scanners of leaked secrets whose it is. */
const PREFIX = 'hustings_';
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export interface NewToken {
  name: string;
  scope: Role;
  /** Null for one that does not end by itself. */
  days: number | null;
}

export type TokenReading =
  | { kind: 'good'; account: AccountEntity; role: Role; tokenId: number }
  /** A sentence for whoever runs the program. */
  | { kind: 'refused'; message: string };

const UNKNOWN = 'This token is none of ours. Tokens are made on the page of an account.';

/** What programs show in place of a password. */
@Injectable()
export class ApiTokens {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Out: the token itself, which is shown once and kept nowhere. */
  async make(accountId: number, { name, scope, days }: NewToken): Promise<{ id: number; token: string }> {
    const token = PREFIX + randomBytes(32).toString('base64url');
    const createdAt = this.clock.now();
    const endsAt = days === null ? null : new Date(createdAt.getTime() + days * DAY_MS);
    const row = { accountId, name, scope, tokenHash: hashOf(token), createdAt, endsAt, usedAt: null, revokedAt: null };
    const { id } = await this.database.write((manager) => manager.save(ApiTokenEntity, manager.create(ApiTokenEntity, row)));
    return { id, token };
  }

  /** A token may do what its scope says, and what its account may: the less of both. */
  async read(token: string): Promise<TokenReading> {
    const row = await this.database.manager.findOne(ApiTokenEntity, { where: { tokenHash: hashOf(token) }, relations: { account: true } });
    const now = this.clock.now();
    if (!row?.account) return { kind: 'refused', message: UNKNOWN };
    if (row.revokedAt) return { kind: 'refused', message: 'This token has been revoked. Make another one on the page of your account.' };
    if (row.endsAt && row.endsAt <= now)
      return { kind: 'refused', message: 'This token has ended. Make another one on the page of your account.' };
    if (row.account.state !== 'active') return { kind: 'refused', message: 'The account of this token is closed.' };
    await this.noteUse(row, now);
    const role = ROLES[Math.min(ROLES.indexOf(row.scope), ROLES.indexOf(row.account.role))] ?? 'reader';
    return { kind: 'good', account: row.account, role, tokenId: row.id };
  }

  of(accountId: number): Promise<ApiTokenEntity[]> {
    return this.database.manager.find(ApiTokenEntity, { where: { accountId }, order: { id: 'DESC' } });
  }

  /** One of the account's own. False where there is none such, or it was revoked before. */
  async revoke(accountId: number, id: number): Promise<boolean> {
    const { affected } = await this.database.write((manager) =>
      manager.update(ApiTokenEntity, { id, accountId, revokedAt: IsNull() }, { revokedAt: this.clock.now() }),
    );
    return affected === 1;
  }

  /** To the hour: a write for each request would be one too many. */
  private async noteUse({ id, usedAt }: ApiTokenEntity, now: Date): Promise<void> {
    if (usedAt && now.getTime() - usedAt.getTime() < HOUR_MS) return;
    await this.database.write((manager) => manager.update(ApiTokenEntity, id, { usedAt: now }));
  }
}

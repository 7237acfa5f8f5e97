import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { Clock } from '../clock/clock.js';
import { SecretKey } from '../config/secret-key.js';
import { seal, unseal } from '../config/sealed.js';
import { Database } from '../database/database.js';
import { AccountEntity } from './account.entity.js';
import { hashOf } from './hash.js';

const ISSUER = 'Hustings';
const PERIOD_SECONDS = 30;
/** Clocks of telephones are off by some seconds: the code before and the one after count, too (RFC 6238, 5.2). */
const WINDOW = 1;
const RECOVERY_CODES = 10;
/** Without signs that look like others. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';

/** Codes of an authenticator (TOTP, RFC 6238), and those that stand in for a lost one. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly secret: SecretKey,
    private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  /** A secret that is not yet any account's. */
  draft(): string {
    return new Secret({ size: 20 }).base32;
  }

  /** What an authenticator reads from the picture. */
  uriOf(draft: string, { address }: Pick<AccountEntity, 'address'>): string {
    return totp(draft, address).toString();
  }

  /** Begins with the code that proves it. Out: the recovery codes, to be shown once; null where the code is another. */
  async begin(account: AccountEntity, draft: string, code: string): Promise<string[] | null> {
    const period = this.periodOf(draft, account.address, code);
    if (period === null) return null;
    const codes = Array.from({ length: RECOVERY_CODES }, recoveryCode);
    const change = { totpSecret: seal(this.key, String(account.id), draft), totpPeriod: period, recoveryHashes: codes.map(hashOf) };
    await this.database.write((manager) => manager.update(AccountEntity, account.id, change));
    return codes;
  }

  async end(accountId: number): Promise<void> {
    const change = { totpSecret: null, totpPeriod: null, recoveryHashes: [] };
    await this.database.write((manager) => manager.update(AccountEntity, accountId, change));
  }

  /** Whether a code is right. Each is taken once: a code of the authenticator and one of the recovery codes alike. */
  async accepts(accountId: number, typed: string): Promise<boolean> {
    const code = typed.toLowerCase().replace(/[\s-]/g, '');
    return this.database.write(async (manager) => {
      const account = await manager.findOne(AccountEntity, {
        where: { id: accountId },
        ...(this.database.isPostgres && { lock: { mode: 'pessimistic_write' as const } }),
      });
      if (!account?.totpSecret) return false;
      const recoveryHashes = account.recoveryHashes.filter((hash) => hash !== hashOf(code));
      if (recoveryHashes.length < account.recoveryHashes.length) {
        await manager.update(AccountEntity, accountId, { recoveryHashes });
        return true;
      }
      const period = this.periodOf(unseal(this.key, String(accountId), account.totpSecret) ?? '', account.address, code);
      if (period === null || period <= (account.totpPeriod ?? 0)) return false;
      await manager.update(AccountEntity, accountId, { totpPeriod: period });
      return true;
    });
  }

  /** The number of the period that a code is of; null for a code of none. */
  private periodOf(base32: string, address: string, code: string): number | null {
    if (base32 === '' || !/^\d{6}$/.test(code)) return null;
    const timestamp = this.clock.now().getTime();
    const delta = totp(base32, address).validate({ token: code, timestamp, window: WINDOW });
    return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
  }

  private get key(): Buffer {
    return this.secret.derive('second-factor');
  }
}

function totp(base32: string, label: string): TOTP {
  return new TOTP({ issuer: ISSUER, label, period: PERIOD_SECONDS, secret: Secret.fromBase32(base32) });
}

function recoveryCode(): string {
  return Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, IsNull } from 'typeorm';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { SecretKey } from '../config/secret-key.js';
import { Database } from '../database/database.js';
import type { Role } from '../pages/access.js';
import { AccountLinkEntity, type LinkPurpose } from './account-link.entity.js';
import { AccountEntity } from './account.entity.js';
import { type NewAccount, Accounts } from './accounts.service.js';
import type { MailAddress } from './mail-address.js';
import { hashOf as passwordHashOf } from './passwords.js';
import { SessionEntity } from './session.entity.js';

const DAY_MS = 86_400_000;
export const LIFETIMES_MS: Record<LinkPurpose, number> = { setup: 7 * DAY_MS, invitation: 7 * DAY_MS, reset: DAY_MS / 24 };
const PATHS: Record<LinkPurpose, string> = { setup: '/setup', invitation: '/invitation', reset: '/reset' };
/** Resets that one account is sent within an hour. */
const RESETS_MAX = 3;

/** wrong: none of ours, or not all of it. */
export type LinkReading = { kind: 'good'; link: AccountLinkEntity } | { kind: 'used' } | { kind: 'expired' } | { kind: 'wrong' };
export type MailedInvitation = { kind: 'invited'; link: AccountLinkEntity } | { kind: 'no-mail' } | { kind: 'taken' };
export type Joining = { kind: 'joined'; account: AccountEntity } | { kind: 'taken' } | { kind: 'used' };

/**
 * Links that work once. They are signed over what the row says, and the row does not hold them: who reads the table cannot use one.
 */
@Injectable()
export class AccountLinks {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly secret: SecretKey,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly accounts: Accounts,
  ) {}

  url(link: AccountLinkEntity): string {
    return `${this.config.baseUrl}${PATHS[link.purpose]}/${link.id.toString(36)}-${this.sign(link)}`;
  }

  async read(purpose: LinkPurpose, token: string): Promise<LinkReading> {
    const [, id = '', signature = ''] = /^([0-9a-z]{1,7})-([\w-]{43})$/.exec(token) ?? [];
    const link = id === '' ? null : await this.database.manager.findOneBy(AccountLinkEntity, { id: parseInt(id, 36), purpose });
    if (!link || !timingSafeEqual(Buffer.from(signature), Buffer.from(this.sign(link)))) return { kind: 'wrong' };
    if (link.usedAt) return { kind: 'used' };
    if (link.endsAt <= this.clock.now()) return { kind: 'expired' };
    return { kind: 'good', link };
  }

  /** The link by which the first admin comes in. There is one at a time: what was printed at an earlier start ends. */
  setup(): Promise<AccountLinkEntity> {
    return this.database.write(async (manager) => {
      await manager.delete(AccountLinkEntity, { purpose: 'setup', usedAt: IsNull() });
      return this.add(manager, { purpose: 'setup', role: 'admin', madeBy: 'first start' });
    });
  }

  /** For an admin to hand on. */
  invite(role: Role, madeBy: string): Promise<AccountLinkEntity> {
    return this.database.write((manager) => this.add(manager, { purpose: 'invitation', role, madeBy }));
  }

  async inviteByMail(role: Role, { address, key }: MailAddress, madeBy: string): Promise<MailedInvitation> {
    if (!this.config.mail) return { kind: 'no-mail' };
    if (await this.accounts.byKey(key)) return { kind: 'taken' };
    const link = await this.database.write((manager) => this.add(manager, { purpose: 'invitation', role, address, madeBy }));
    return { kind: 'invited', link };
  }

  /** For an admin to hand on, or to be sent. */
  reset(account: AccountEntity, address: string | null, madeBy: string): Promise<AccountLinkEntity> {
    return this.database.write((manager) => this.add(manager, { purpose: 'reset', accountId: account.id, address, madeBy }));
  }

  /** For whoever types an address into the form: sent to that address alone, a few times an hour, and never where there is no account. */
  async askReset(addressKey: string): Promise<void> {
    const account = await this.accounts.byKey(addressKey);
    if (account?.state !== 'active' || !this.config.mail) return;
    const since = this.clock.now().getTime() - LIFETIMES_MS.reset;
    await this.database.write(async (manager) => {
      const earlier = await manager.findBy(AccountLinkEntity, { purpose: 'reset', accountId: account.id });
      if (earlier.filter(({ createdAt }) => createdAt.getTime() > since).length >= RESETS_MAX) return;
      await this.add(manager, {
        purpose: 'reset',
        accountId: account.id,
        address: account.address,
        madeBy: 'the form for forgotten passwords',
      });
    });
  }

  /** Makes the account that a link is for. Of two who open it at once, one gets it. */
  async join(link: AccountLinkEntity, { name, address, password }: Omit<NewAccount, 'role'>): Promise<Joining> {
    const passwordHash = password === null ? null : await passwordHashOf(password);
    return this.database.write(async (manager) => {
      if (link.purpose === 'setup' && (await manager.exists(AccountEntity))) return { kind: 'used' };
      if (!(await this.use(manager, link))) return { kind: 'used' };
      const account = await this.accounts.insert(manager, { name, address, role: link.role ?? 'reader', password }, passwordHash);
      if (account) return { kind: 'joined', account };
      await manager.update(AccountLinkEntity, link.id, { usedAt: null });
      return { kind: 'taken' };
    });
  }

  /** Sets a password by a link of its own, and ends all sessions of the account. False where the link was used meanwhile. */
  async resetPassword(link: AccountLinkEntity, password: string): Promise<boolean> {
    const passwordHash = await passwordHashOf(password);
    return this.database.write(async (manager) => {
      if (!(await this.use(manager, link))) return false;
      await manager.update(AccountEntity, link.accountId ?? 0, { passwordHash });
      await manager.delete(SessionEntity, { accountId: link.accountId ?? 0 });
      return true;
    });
  }

  /** Those that may still be used, the newest first. */
  open(): Promise<AccountLinkEntity[]> {
    return this.database.manager
      .find(AccountLinkEntity, { where: { usedAt: IsNull() }, order: { id: 'DESC' }, relations: { account: true } })
      .then((links) => links.filter(({ endsAt, purpose }) => endsAt > this.clock.now() && purpose !== 'setup'));
  }

  /** False where there is none of this number that could be used. */
  async withdraw(id: number): Promise<boolean> {
    const { affected } = await this.database.write((manager) => manager.delete(AccountLinkEntity, { id, usedAt: IsNull() }));
    return affected === 1;
  }

  private async use(manager: EntityManager, { id }: AccountLinkEntity): Promise<boolean> {
    const { affected } = await manager.update(AccountLinkEntity, { id, usedAt: IsNull() }, { usedAt: this.clock.now(), mailAt: null });
    return affected === 1;
  }

  private add(
    manager: EntityManager,
    {
      purpose,
      accountId = null,
      role = null,
      address = null,
      madeBy,
    }: Pick<AccountLinkEntity, 'purpose' | 'madeBy'> & Partial<AccountLinkEntity>,
  ): Promise<AccountLinkEntity> {
    const createdAt = this.clock.now();
    const endsAt = new Date(createdAt.getTime() + LIFETIMES_MS[purpose]);
    const mail = { mailAt: address === null ? null : createdAt, mailAttempts: 0, mailAnswer: null };
    const row = { purpose, accountId, role, address, madeBy, createdAt, endsAt, usedAt: null, ...mail };
    return manager.save(AccountLinkEntity, manager.create(AccountLinkEntity, row));
  }

  private sign({ id, purpose, accountId, role, createdAt }: AccountLinkEntity): string {
    const said = JSON.stringify([id, purpose, accountId, role, createdAt.getTime()]);
    return createHmac('sha256', this.secret.derive('account-links')).update(said).digest('base64url');
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import type { Role } from '../pages/access.js';
import { AccountEntity } from './account.entity.js';
import type { MailAddress } from './mail-address.js';
import { hashOf as passwordHashOf } from './passwords.js';
import { SessionEntity } from './session.entity.js';

export interface NewAccount {
  name: string;
  address: MailAddress;
  role: Role;
  /** Null for who signs in elsewhere. */
  password: string | null;
}

/** What came of a change: somebody has to be left who can make further ones. */
export type Changed = 'done' | 'missing' | 'last-admin';

export const LAST_ADMIN = 'This is the last admin. Make somebody else an admin first, else nobody could change anything here.';

/** Who there is, and what becomes of them. */
@Injectable()
export class Accounts {
  private isInhabited = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Whether there is any account. Once there is, there always is. */
  async haveBegun(): Promise<boolean> {
    this.isInhabited ||= await this.database.manager.exists(AccountEntity);
    return this.isInhabited;
  }

  all(): Promise<AccountEntity[]> {
    return this.database.manager.find(AccountEntity, { order: { name: 'ASC', id: 'ASC' } });
  }

  byId(id: number): Promise<AccountEntity | null> {
    return this.database.manager.findOneBy(AccountEntity, { id });
  }

  byKey(addressKey: string): Promise<AccountEntity | null> {
    return this.database.manager.findOneBy(AccountEntity, { addressKey });
  }

  /** Null where the address has an account already. */
  async add(account: NewAccount): Promise<AccountEntity | null> {
    const passwordHash = account.password === null ? null : await passwordHashOf(account.password);
    return this.database.write((manager) => this.insert(manager, account, passwordHash));
  }

  /** Within the write of who decides it. */
  async insert(manager: EntityManager, { name, address, role }: NewAccount, passwordHash: string | null): Promise<AccountEntity | null> {
    if (await manager.existsBy(AccountEntity, { addressKey: address.key })) return null;
    const row = {
      name,
      address: address.address,
      addressKey: address.key,
      role,
      state: 'active',
      passwordHash,
      totpSecret: null,
      totpPeriod: null,
      recoveryHashes: [],
      identity: null,
      createdAt: this.clock.now(),
      signedInAt: null,
    } as const;
    return manager.save(AccountEntity, manager.create(AccountEntity, { ...row, recoveryHashes: [] }));
  }

  setRole(id: number, role: Role): Promise<Changed> {
    return this.change(id, { role });
  }

  /** A closed account is signed out at once, everywhere. */
  setState(id: number, state: AccountEntity['state']): Promise<Changed> {
    return this.change(id, { state });
  }

  async rename(id: number, name: string): Promise<void> {
    await this.database.write((manager) => manager.update(AccountEntity, id, { name }));
  }

  /** Ends all sessions of the account: whoever is in with the old one is out. */
  async setPassword(id: number, password: string): Promise<void> {
    const passwordHash = await passwordHashOf(password);
    await this.database.write(async (manager) => {
      await manager.update(AccountEntity, id, { passwordHash });
      await manager.delete(SessionEntity, { accountId: id });
    });
  }

  private change(id: number, change: Partial<Pick<AccountEntity, 'role' | 'state'>>): Promise<Changed> {
    return this.database.write(async (manager) => {
      // On PostgreSQL two admins who close each other's accounts would both find the other one left.
      const admins = await manager.find(AccountEntity, {
        where: { role: 'admin', state: 'active' },
        ...(this.database.isPostgres && { lock: { mode: 'pessimistic_write' as const } }),
      });
      const account = await manager.findOneBy(AccountEntity, { id });
      if (!account) return 'missing';
      const after = { ...account, ...change };
      const isLast = admins.every((admin) => admin.id === id) && admins.length > 0;
      if (isLast && (after.role !== 'admin' || after.state !== 'active')) return 'last-admin';
      await manager.update(AccountEntity, id, change);
      if (after.state !== 'active') await manager.delete(SessionEntity, { accountId: id });
      return 'done';
    });
  }
}

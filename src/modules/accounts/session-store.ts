import { type SessionData, Store } from 'express-session';
import { LessThan } from 'typeorm';
import type { Clock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import { hashOf } from './hash.js';
import { SessionEntity } from './session.entity.js';

declare module 'express-session' {
  interface SessionData {
    /** Who is signed in. */
    accountId: number;
    browser: string;
    /** Whose password was right, and whose second factor is awaited. */
    pendingId: number;
    pendingUntil: number;
    next: string;
    /** A second factor that is being set up. */
    totpDraft: string;
    /** What a sign-in at the OpenID provider has to come back with. */
    openid: { state: string; nonce: string; verifier: string; next: string };
  }
}

export const SESSION_MS = 14 * 86_400_000;

type Done<Value> = (error: unknown, value?: Value | null) => void;

/** Sessions in the table: what a cookie holds is kept as a hash, and all sessions of an account can be ended at once. */
export class SessionStore extends Store {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  override get(id: string, done: Done<SessionData>): void {
    settle(this.read(id), done);
  }

  override set(id: string, session: SessionData, done: Done<never> = () => undefined): void {
    settle(
      this.save(id, session).then(() => null),
      done,
    );
  }

  override destroy(id: string, done: Done<never> = () => undefined): void {
    const gone = this.database.write((manager) => manager.delete(SessionEntity, { keyHash: hashOf(id) }));
    settle(
      gone.then(() => null),
      done,
    );
  }

  private async read(id: string): Promise<SessionData | null> {
    const row = await this.database.manager.findOneBy(SessionEntity, { keyHash: hashOf(id) });
    if (!row || row.endsAt <= this.clock.now()) return null;
    return JSON.parse(row.data) as SessionData;
  }

  private async save(id: string, session: SessionData): Promise<void> {
    const now = this.clock.now();
    const change = { accountId: session.accountId ?? null, data: JSON.stringify(session), browser: session.browser ?? '' };
    await this.database.write(async (manager) => {
      await manager.delete(SessionEntity, { endsAt: LessThan(now) });
      const { affected } = await manager.update(SessionEntity, { keyHash: hashOf(id) }, change);
      if (affected === 0)
        await manager.insert(SessionEntity, {
          keyHash: hashOf(id),
          ...change,
          createdAt: now,
          endsAt: new Date(now.getTime() + SESSION_MS),
        });
    });
  }
}

function settle<Value>(work: Promise<Value | null>, done: Done<Value>): void {
  work.then(
    (value) => done(null, value),
    (error: unknown) => done(error),
  );
}

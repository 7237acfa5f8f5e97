import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { SecretKey } from '../config/secret-key.js';
import { Database } from '../database/database.js';
import { CredentialEntity } from './credential.entity.js';
import { seal, unseal } from '../config/sealed.js';

type By = 'host' | 'platform';

/** What to send; or, with `secret: null`, why what there is cannot be sent: the message says what to do. */
export type Credential = { secret: string; by: By } | { secret: null; by: By; message: string };

/** What may be shown of a credential. */
export interface CredentialRow {
  name: string;
  createdAt: Date;
  updatedAt: Date;
  /** Why it cannot be used; null where it can. */
  problem: string | null;
}

/** What platforms ask for, kept encrypted: a secret goes in here, and comes out only for the request that needs it. */
@Injectable()
export class Credentials {
  constructor(
    private readonly database: Database,
    private readonly secretKey: SecretKey,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps a secret in the place of the one before, and makes due what waits for it: what was not asked without one, or not answered.
   * @param name of a platform or a host, as `credentialName` gives it
   */
  async set(name: string, secret: string): Promise<void> {
    const sealed = seal(this.key(), name, secret);
    const now = this.clock.now().getTime();
    await this.database.write(async (manager) => {
      await manager.sql`
        INSERT INTO credential (name, sealed, created_at, updated_at) VALUES (${name}, ${sealed}, ${now}, ${now})
        ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at`;
      await manager.sql`
        UPDATE feed SET next_poll_at = ${now}
        WHERE state = 'active' AND reader IS NOT NULL AND outcome IN ('needs-credential', 'refused:denied') AND (reader = ${name} OR host = ${name})`;
    });
  }

  /** False where there was none. */
  async remove(name: string): Promise<boolean> {
    return this.database.write(async (manager) => {
      const there = await manager.existsBy(CredentialEntity, { name });
      if (there) await manager.delete(CredentialEntity, { name });
      return there;
    });
  }

  /** By name; never the secrets. */
  async names(): Promise<CredentialRow[]> {
    const rows = await this.database.manager.find(CredentialEntity, { order: { name: 'ASC' } });
    return rows.map(({ name, sealed, createdAt, updatedAt }) => {
      const problem = unseal(this.key(), name, sealed) === null ? otherKey(name) : null;
      return { name, createdAt, updatedAt, problem };
    });
  }

  /** The credential of that very host, else the platform's; null where there is neither. */
  async of(platform: string, host: string): Promise<Credential | null> {
    const rows = await this.database.manager.findBy(CredentialEntity, [{ name: host }, { name: platform }]);
    const row = rows.find(({ name }) => name === host) ?? rows[0];
    if (!row) return null;
    const by = row.name === host ? 'host' : 'platform';
    const secret = unseal(this.key(), row.name, row.sealed);
    return secret === null ? { secret, by, message: otherKey(row.name) } : { secret, by };
  }

  private key(): Buffer {
    return this.secretKey.derive('credentials');
  }
}

function otherKey(name: string): string {
  return `The credential for ${name} was sealed with another SECRET_KEY; set it again: hustings credentials set ${name}`;
}

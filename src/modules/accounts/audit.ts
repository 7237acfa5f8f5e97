import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { updateOne } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { AuditEntryEntity } from './audit-entry.entity.js';

const TEXT_MAX = 500;
const ITEMS_MAX = 50;
/** What nobody reads in a log, whoever they are. */
const SECRET = /passw|secret|token|totp|recovery|authorization|api_?key/i;

export type Deed = Pick<AuditEntryEntity, 'accountId' | 'actor' | 'means' | 'action' | 'target'> & { fields: unknown };

/** Who changed what. A deed is written down before it is done, and its outcome after: a crash between shows as one without outcome. */
@Injectable()
export class Audit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async begin({ fields, ...deed }: Deed): Promise<number> {
    const row = { ...deed, at: this.clock.now(), fields: withoutSecrets(fields), status: null };
    const { id } = await this.database.write((manager) => manager.save(AuditEntryEntity, manager.create(AuditEntryEntity, row)));
    return id;
  }

  /** @param fields what was sent, by now: the parts of an upload are read after the deed has begun */
  async end(id: number, status: number, fields: unknown): Promise<void> {
    const change = { status, fields: withoutSecrets(fields) };
    await this.database.write((manager) => updateOne(manager, AuditEntryEntity, id, change));
  }
}

/** The fields of a form or a body, short enough to be read, and without what is secret. */
export function withoutSecrets(fields: unknown): Record<string, unknown> {
  if (typeof fields !== 'object' || fields === null) return {};
  return Object.fromEntries(
    Object.entries(fields)
      .slice(0, ITEMS_MAX)
      .map(([name, value]) => [name.slice(0, TEXT_MAX), SECRET.test(name) ? '…' : brief(value)]),
  );
}

function brief(value: unknown): unknown {
  if (typeof value === 'string') return value.length > TEXT_MAX ? `${value.slice(0, TEXT_MAX)}…` : value;
  if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map(brief);
  if (typeof value === 'object' && value !== null) {
    const text = JSON.stringify(withoutDeepSecrets(value, 0));
    return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : (JSON.parse(text) as unknown);
  }
  return value;
}

function withoutDeepSecrets(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 4) return '…';
  if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map((item) => withoutDeepSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, SECRET.test(name) ? '…' : withoutDeepSecrets(item, depth + 1)]),
  );
}

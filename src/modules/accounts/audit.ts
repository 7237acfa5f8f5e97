import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { updateOne } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { AuditEntryEntity } from './audit-entry.entity.js';

const TEXT_MAX = 500;
const ITEMS_MAX = 50;
/** What nobody reads in a log, whoever they are. */
const SECRET = /passw|secret|token|totp|recovery|authorization|api_?key/i;
/** Whoever has such an address may post there: only its host is written down. */
const KEYED = /webhook|chat/i;
const DEPTH_MAX = 4;

/** Under which name commands stand in the log. Whoever may run them may do everything, and need not be known here. */
export const COMMAND_LINE = 'the command line';

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

/** The fields of a form, a body or a command, short enough to be read, and without what is secret. */
export function withoutSecrets(fields: unknown): Record<string, unknown> {
  if (typeof fields !== 'object' || fields === null) return {};
  return Object.fromEntries(
    Object.entries(fields)
      .slice(0, ITEMS_MAX)
      .map(([name, value]) => [name.slice(0, TEXT_MAX), brief(told(name, value, 0))]),
  );
}

function told(name: string, value: unknown, depth: number): unknown {
  if (SECRET.test(name)) return '…';
  if (typeof value === 'string') return toldText(name, value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEPTH_MAX) return '…';
  if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map((item) => told(name, item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, told(inner, item, depth + 1)]));
}

/** Addresses without the names and passwords in them, and without what their queries call secret. */
function toldText(name: string, value: string): string {
  const text = value
    .slice(0, 4 * TEXT_MAX)
    .replace(/:\/\/[^/?#\s@]+@/g, '://…@')
    .replace(/([?&]([^=&\s]+)=)[^&\s#]*/g, (all, before: string, parameter: string) => (SECRET.test(parameter) ? `${before}…` : all));
  return KEYED.test(name) ? text.replace(/(https?:\/\/[^/?#\s,]+)[^\s,]*/gi, '$1/…') : text;
}

function brief(value: unknown): unknown {
  if (typeof value === 'string') return cut(value);
  if (Array.isArray(value)) return value.map(brief);
  if (typeof value !== 'object' || value === null) return value;
  const text = JSON.stringify(value);
  return text.length > TEXT_MAX ? cut(text) : value;
}

function cut(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
}

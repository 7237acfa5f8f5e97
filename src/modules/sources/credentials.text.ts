import { DateTime } from 'luxon';
import type { Platform } from '../../feeds/platform.js';
import { hostOf } from './credential.form.js';
import type { CredentialRow } from './credentials.js';

/** A line of `credentials list --json`. Scripts hold on to these names. */
export interface CredentialLine {
  name: string;
  kind: 'platform' | 'host';
  isSet: boolean;
  createdAt: Date | null;
  updatedAt: Date | null;
  /** What to bring, and where it is to be had; null for a host. */
  needs: string | null;
  problem: string | null;
}

/** Every platform that asks for a credential, set or not, and whatever else has one. */
export function credentialLines(rows: readonly CredentialRow[], platforms: readonly Platform[]): CredentialLine[] {
  const asking = platforms.filter(({ credential }) => credential !== null);
  const needs = new Map(asking.map(({ name, credential }) => [name, credential]));
  const set = new Map(rows.map((row) => [row.name, row]));
  return [...new Set([...needs.keys(), ...set.keys()])].map((name) => {
    const { createdAt = null, updatedAt = null, problem = null } = set.get(name) ?? {};
    const kind = hostOf(name) === null ? 'platform' : 'host';
    return { name, kind, isSet: set.has(name), createdAt, updatedAt, needs: needs.get(name) ?? null, problem };
  });
}

/** The same for people. */
export function credentialListText(lines: readonly CredentialLine[], timezone: string): string {
  const width = Math.max(0, ...lines.map(({ name }) => name.length));
  return lines.map((line) => `${line.name.padEnd(width)}  ${standing(line, timezone)}\n`).join('');
}

function standing({ updatedAt, needs, problem }: CredentialLine, timezone: string): string {
  if (updatedAt === null) return `not set: ${needs}`;
  const on = DateTime.fromJSDate(updatedAt, { zone: timezone }).setLocale('en-GB').toFormat('d LLLL yyyy');
  return `set on ${on}${problem === null ? '' : `. ${problem}`}`;
}

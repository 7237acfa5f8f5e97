import { type PageFrame, privatePage } from '../pages/page.view.js';
import type { AuditEntryEntity } from './audit-entry.entity.js';
import type { AuditAsked } from './audit.query.js';

export interface AuditView {
  page: PageFrame;
  firstRun: null;
  words: string;
  withRefused: boolean;
  isFiltered: boolean;
  entries: {
    at: Date;
    actor: string;
    means: string;
    action: string;
    target: string;
    fields: { name: string; value: string }[];
    outcome: string;
    isDone: boolean;
  }[];
  olderHref: string | null;
}

const MEANS: Record<string, string> = { session: '', token: 'by a token', machine: 'at the machine', command: 'by command' };

export function auditView(asked: AuditAsked, rows: readonly AuditEntryEntity[], hasMore: boolean): AuditView {
  const { words, withRefused } = asked;
  const last = rows.at(-1);
  const parameters = { ...(words && { q: words }), ...(withRefused && { refused: 'yes' }) };
  return {
    page: privatePage('Audit log', 'Who changed what, and when.'),
    firstRun: null,
    words,
    withRefused,
    isFiltered: words !== '' || asked.beforeId !== null,
    entries: rows.map(({ at, actor, means, action, target, fields, status }) => ({
      at,
      actor,
      means: MEANS[means] ?? means,
      action,
      target,
      fields: Object.entries(fields).map(([name, value]) => ({ name, value: typeof value === 'string' ? value : JSON.stringify(value) })),
      outcome: outcomeOf(status),
      isDone: status !== null && status < 400,
    })),
    olderHref: hasMore && last ? `/admin/audit?${new URLSearchParams({ ...parameters, before: String(last.id) }).toString()}` : null,
  };
}

function outcomeOf(status: number | null): string {
  if (status === null) return 'outcome unknown: Hustings stopped before it was known';
  if (status < 400) return 'done';
  return `refused (${status})`;
}

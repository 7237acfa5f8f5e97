import { type PageFrame, privatePage } from '../pages/page.view.js';
import type { AuditEntryEntity, Means } from './audit-entry.entity.js';
import { type Outcome, outcomeOf } from './audit-outcome.js';
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

const MEANS_WORDS: Record<Means, string> = { session: '', token: 'by a token', machine: 'at the machine', command: '' };
const OUTCOME_WORDS: Record<Outcome, string> = {
  done: 'done',
  'in-part': 'failed, and may be done in part',
  refused: 'refused',
  failed: 'failed',
  unknown: 'outcome unknown: Hustings stopped before it was known',
};

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
      means: MEANS_WORDS[means],
      action,
      target,
      fields: Object.entries(fields).map(([name, value]) => ({ name, value: typeof value === 'string' ? value : JSON.stringify(value) })),
      outcome: outcomeText(status, means),
      isDone: outcomeOf(status) === 'done',
    })),
    olderHref: hasMore && last ? `/admin/audit?${new URLSearchParams({ ...parameters, before: String(last.id) }).toString()}` : null,
  };
}

/** The number says more than the words to whoever knows HTTP; commands have none. */
function outcomeText(status: number | null, means: Means): string {
  const outcome = outcomeOf(status);
  const hasNumber = means !== 'command' && (outcome === 'refused' || outcome === 'failed');
  return hasNumber ? `${OUTCOME_WORDS[outcome]} (${status})` : OUTCOME_WORDS[outcome];
}

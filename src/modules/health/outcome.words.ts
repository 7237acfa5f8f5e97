import { countOf } from '../pages/words.js';
import type { PollOutcome } from '../sources/outcome-log.js';

const KINDS: Record<string, string> = {
  new: 'Brought something',
  'nothing-new': 'Changed, and nothing new',
  'not-modified': 'Nothing new',
  throttled: 'Throttled',
  refused: 'Refused',
  unreachable: 'Not reached',
  'not-a-feed': 'No feed there',
  'not-understood': 'Not understood',
  'too-large': 'Too large',
  'needs-credential': 'Needs a credential',
  'no-reader': 'No reader for it',
  gone: 'Gone for good',
};

/** What a poll came to, in a few words. */
export function kindWords(kind: string): string {
  return KINDS[kind] ?? KINDS[kind.split(':')[0] ?? ''] ?? kind;
}

/** What it brought. */
export function broughtWords({ added, revised, entries }: Pick<PollOutcome, 'added' | 'revised' | 'entries'>): string {
  const parts = [
    ...(added > 0 ? [`${countOf(added, 'new entry', 'new entries')}`] : []),
    ...(revised > 0 ? [`${countOf(revised, 'edit', 'edits')}`] : []),
  ];
  const of = entries === null ? '' : `${parts.length > 0 ? ' in' : ''} ${countOf(entries, 'entry', 'entries')}`;
  return `${parts.join(', ')}${of}`.trim();
}

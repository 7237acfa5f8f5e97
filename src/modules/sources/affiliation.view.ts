import type { Affiliation } from './source.entity.js';

/** Whose voice a source is, as a mark beside its name: a word always, a shape beside it, never a colour alone. */
export interface Mark {
  key: Affiliation;
  label: string;
  /** The same in a sentence, for those who ask what the mark means. */
  meaning: string;
}

const MARKS: Record<Affiliation, Omit<Mark, 'key'>> = {
  'civil-service': { label: 'Civil service', meaning: 'Run by civil servants: speaks for a department or a public body, not for a party' },
  minister: { label: 'Minister', meaning: 'A minister speaking as a minister' },
  party: { label: 'Party', meaning: 'Speaks for a political party, not for government' },
  parliament: { label: 'Parliament', meaning: 'Parliament, its members or its officers' },
  'local-government': { label: 'Local government', meaning: 'A council or another local body' },
  media: { label: 'Media', meaning: 'A newspaper, a broadcaster or their staff' },
  commentator: { label: 'Commentator', meaning: 'Writes about government from outside it' },
  public: { label: 'Public', meaning: 'A member of the public, or a group of them' },
  unknown: { label: 'Affiliation not known', meaning: 'Nobody has said yet whose voice this is' },
};

/** Throws on none: a value that a newer version stored is shown as not known. */
export function markOf(affiliation: string): Mark {
  const key = Object.hasOwn(MARKS, affiliation) ? (affiliation as Affiliation) : 'unknown';
  return { key, ...MARKS[key] };
}

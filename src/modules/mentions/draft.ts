import { z } from 'zod';
import { problemOfRule } from './exclusions.js';
import { tokenise } from './tokens.js';
import type { Alias, Handle, Validity, Watched } from './watched.js';

/** An entity as a person describes it, before it is stored. */
export interface Draft extends Omit<Watched, 'id'> {
  /** What it is, in a word or two: `ministerial department`, `party`. */
  kind: string | null;
}

/** What can be made of a row: an entity, or sentences that say what is wrong with it. */
export type DraftResult = { ok: true; draft: Draft } | { ok: false; problems: string[]; wrong?: Wrong[] };

/** One of the problems beside the field that it is in; null for the whole. */
export interface Wrong {
  field: DraftField | null;
  sentence: string;
}

export type DraftField = keyof Draft;

const LENGTH_MAX = 300;
const LIST_MAX = 500;
const list = z
  .array(z.string().trim().min(1).max(LENGTH_MAX, `may have ${LENGTH_MAX} characters`))
  .max(LIST_MAX, `may have ${LIST_MAX} lines`)
  .default([]);
const day = z.iso.date('must be a day such as 2008-03-26').nullable().default(null);

/** An entity as a catalogue writes it; a spreadsheet has the same columns. */
export const entityForm = z.strictObject({
  name: z.string('is missing').trim().min(1, 'is missing').max(LENGTH_MAX, `may have ${LENGTH_MAX} characters`),
  kind: z.string().trim().max(100, 'may have 100 characters').nullable().default(null),
  from: day,
  until: day,
  aliases: list,
  handles: list,
  hashtags: list,
  urls: list,
  excluding: list,
});

const DATED = /^(.*?)\s*\[(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?\]$/su;

/** `Name [2007-06-28..2010-05-11]`: either day may be left out. */
function dated(written: string): { written: string } & Validity {
  const [, bare, from, until] = DATED.exec(written) ?? [];
  return { written: bare ?? written, from: from ?? null, until: until ?? null };
}

/** `=FSA` is found only as it is written; without `=`, in whatever case. */
export function aliasOf(text: string): Alias {
  const { written, from, until } = dated(text.trim());
  const isCaseSensitive = written.startsWith('=');
  return { text: isCaseSensitive ? written.slice(1).trim() : written, isCaseSensitive, from, until };
}

/** `twitter:downingstreet [2008-03-26..2010-05-11]`; null where no platform or no name is given. */
export function handleOf(text: string): Handle | null {
  const { written, from, until } = dated(text.trim());
  const [, platform, name] = /^([a-z][a-z0-9-]*):\s*@?(\S+)$/i.exec(written) ?? [];
  return platform && name ? { platform: platform.toLowerCase(), name, from, until } : null;
}

/** The same backwards, for whoever changes it. */
export function writtenAlias({ text, isCaseSensitive, ...period }: Alias): string {
  return `${isCaseSensitive ? '=' : ''}${text}${writtenDays(period)}`;
}

export function writtenHandle({ platform, name, ...period }: Handle): string {
  return `${platform}:${name}${writtenDays(period)}`;
}

function writtenDays({ from, until }: Validity): string {
  return from === null && until === null ? '' : ` [${from ?? ''}..${until ?? ''}]`;
}

/** In: one row of a catalogue, the options of a command, or the fields of a form. Never throws. */
export function draftOf(row: unknown): DraftResult {
  const { data, error } = entityForm.safeParse(row);
  if (error) {
    const wrong = error.issues.map(({ path, message }): Wrong => ({ field: fieldOf(path[0]), sentence: `It ${message}.` }));
    return { ok: false, problems: error.issues.map(({ path, message }) => `${path.join(' ') || 'The row'}: ${message}.`), wrong };
  }
  const handles = data.handles.map((written) => ({ written, handle: handleOf(written) }));
  const aliases = data.aliases.map(aliasOf);
  const found = handles.flatMap(({ handle }) => handle ?? []);
  const wrong = [
    ...within(
      'handles',
      handles.flatMap(({ written, handle }) => (handle ? [] : [`The handle “${written}” names no platform: write it as twitter:name.`])),
    ),
    ...within(
      'aliases',
      aliases.flatMap(({ text }) => (hasWords(text) ? [] : [`The alias “${text}” has no word in it.`])),
    ),
    ...within('name', hasWords(data.name) || aliases.length > 0 ? [] : [`The name “${data.name}” has no word in it.`]),
    ...within(
      'urls',
      data.urls.flatMap((url) => (isAddress(url) ? [] : [`“${url}” is no web address.`])),
    ),
    ...within(
      'excluding',
      data.excluding.map(problemOfRule).filter((problem) => problem !== null),
    ),
    ...within('until', wrongDays([data])),
    ...within('aliases', wrongDays(aliases)),
    ...within('handles', wrongDays(found)),
  ];
  if (wrong.length > 0) return { ok: false, problems: wrong.map(({ sentence }) => sentence), wrong };
  const { name, kind, from, until, urls, excluding } = data;
  const hashtags = data.hashtags.map((tag) => tag.replace(/^[#＃]/, ''));
  return { ok: true, draft: { name, kind, from, until, aliases, handles: found, hashtags, urls, excluding } };
}

function fieldOf(key: PropertyKey | undefined): DraftField | null {
  return typeof key === 'string' && key in entityForm.shape ? (key as DraftField) : null;
}

function within(field: DraftField, sentences: readonly string[]): Wrong[] {
  return sentences.map((sentence) => ({ field, sentence }));
}

function hasWords(text: string): boolean {
  return tokenise(text).some(({ kind }) => kind === 'word');
}

function isAddress(url: string): boolean {
  return URL.canParse(/^https?:/i.test(url) ? url : `https://${url}`) && /\w\.\w/.test(url);
}

/** What is wrong with days that stand behind names. */
function wrongDays(periods: Validity[]): string[] {
  return periods.flatMap(({ from, until }) => [
    ...[from, until].flatMap((written) => (written === null || day.safeParse(written).success ? [] : [`${written} is no day.`])),
    ...(from !== null && until !== null && until < from ? [`${from}..${until} ends before it begins.`] : []),
  ]);
}

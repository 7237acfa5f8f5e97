import { type Draft, type DraftField, type Wrong, writtenAlias, writtenHandle } from '../mentions/draft.js';
import { field, type FieldView } from '../pages/field.view.js';
import { typedText } from '../pages/form.js';

const FIELDS = ['name', 'kind', 'from', 'until', 'aliases', 'handles', 'hashtags', 'urls', 'excluding'] as const satisfies DraftField[];
const LISTS: readonly string[] = ['aliases', 'handles', 'hashtags', 'urls', 'excluding'];
const LIST_CHARACTERS_MAX = 50_000;

/** What stands in the fields; lists have a line for each. */
export type EntityTyped = Record<(typeof FIELDS)[number], string>;

export const NOTHING_TYPED: EntityTyped = typedEntity({});

export function typedEntity(body: unknown): EntityTyped {
  return Object.fromEntries(FIELDS.map((name) => [name, typedText(body, name).replace(/\r\n?/g, '\n')])) as EntityTyped;
}

export function typedBy({ name, kind, from, until, aliases, handles, hashtags, urls, excluding }: Draft): EntityTyped {
  return {
    name,
    kind: kind ?? '',
    from: from ?? '',
    until: until ?? '',
    aliases: aliases.map(writtenAlias).join('\n'),
    handles: handles.map(writtenHandle).join('\n'),
    hashtags: hashtags.join('\n'),
    urls: urls.join('\n'),
    excluding: excluding.join('\n'),
  };
}

/** As `draftOf` takes it: a catalogue would write the same. */
export function rowOf(typed: EntityTyped): Record<string, string | string[] | null> {
  return Object.fromEntries(FIELDS.map((name) => [name, valueOf(name, typed[name].trim())]));
}

function valueOf(name: DraftField, text: string): string | string[] | null {
  if (!LISTS.includes(name)) return text === '' && name !== 'name' ? null : text;
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '');
}

export function entityFields(typed: EntityTyped, wrong: readonly Wrong[]): FieldView[] {
  const problemOf = (name: DraftField) =>
    wrong
      .filter((each) => each.field === name)
      .map(({ sentence }) => sentence)
      .join(' ') || null;
  const line = (name: keyof EntityTyped, label: string, more: Partial<FieldView>) =>
    field(name, label, { value: typed[name], problem: problemOf(name), isRequired: false, maxLength: 300, ...more });
  const list = (name: keyof EntityTyped, label: string, hint: string) =>
    line(name, label, { hint, rows: Math.min(12, Math.max(3, typed[name].split('\n').length + 1)), maxLength: LIST_CHARACTERS_MAX });
  return [
    line('name', 'Name', { isRequired: true, hint: 'It is looked for by this name, too, in whatever case.' }),
    line('kind', 'Kind', { hint: 'What it is, such as ministerial department. The list can be narrowed by it.', maxLength: 100 }),
    list(
      'aliases',
      'Other names',
      'One a line. With = in front only as it is written: =IT. With days behind: Name [2007-06-28..2010-05-11].',
    ),
    list('handles', 'Accounts', 'One a line, with the platform: twitter:downingstreet. Days may stand behind, as with names.'),
    list('hashtags', 'Hashtags', 'One a line.'),
    list(
      'urls',
      'Addresses of its own',
      'One a line. Whatever links to them or below them mentions it; what it says there, it says itself.',
    ),
    list(
      'excluding',
      'What rules a mention out',
      'One a line: after:WORDS directly behind the name, before:WORDS in front of it, near/5:WORDS within five words, anywhere:WORDS in the post; WORDS alone on either side.',
    ),
    line('from', 'The first day on which it is found', { type: 'date', hint: 'Left empty: ever before.' }),
    line('until', 'The last day', { type: 'date', hint: 'Left empty: for ever.' }),
  ];
}

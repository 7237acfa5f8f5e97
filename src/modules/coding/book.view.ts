import { field, type FieldView } from '../pages/field.view.js';
import { type PageFrame, privatePage } from '../pages/page.view.js';
import { countOf } from '../pages/words.js';
import type { CodeEntity } from './code.entity.js';
import type { CodeField } from './code.form.js';
import type { GivenRow } from './judgements.query.js';

interface HiddenField {
  name: string;
  value: string;
}

export interface BookView {
  page: PageFrame;
  firstRun: null;
  isAdmin: boolean;
  said: string | null;
  /** What brings back the code that went, in the fields of the form. */
  undo: HiddenField[] | null;
  codes: { href: string; label: string; slug: string; definition: string | null; given: string; retiredAt: Date | null }[];
  fields: FieldView[];
  imported: { summary: string; refused: string[] } | null;
  text: string;
  problem: string | null;
  isAllOrNothing: boolean;
}

export interface CodeView {
  page: PageFrame;
  firstRun: null;
  isAdmin: boolean;
  label: string;
  slug: string;
  said: string | null;
  /** What takes back the change, in the fields of the form. */
  undo: HiddenField[] | null;
  fields: FieldView[];
  action: string;
}

export type CodeTyped = Record<CodeField, string>;
export type CodeWrong = Partial<Record<CodeField, string>>;

/** What came of a form on the page of the book, or nothing yet. */
export interface BookState {
  said?: string | null;
  /** As the code was that went. */
  before?: CodeTyped | null;
  typed?: CodeTyped;
  wrong?: CodeWrong;
  text?: string;
  problem?: string;
  imported?: BookView['imported'];
  isAllOrNothing?: boolean;
}

export const NO_CODE: CodeTyped = { label: '', slug: '', definition: '', example: '' };

export function bookView(codes: readonly CodeEntity[], given: readonly GivenRow[], isAdmin: boolean, state: BookState): BookView {
  return {
    page: privatePage('The codebook, to change', 'Add, change and retire codes.'),
    firstRun: null,
    isAdmin,
    said: state.said ?? null,
    undo: state.before ? hiddenFields(state.before) : null,
    codes: codes.map(({ id, slug, label, definition, retiredAt }) => ({
      href: `/admin/codebook/${slug}`,
      label,
      slug,
      definition,
      given: countOf(
        given.filter(({ codeId }) => codeId === id).reduce((sum, { posts }) => sum + posts, 0),
        'post bears it',
        'posts bear it',
      ),
      retiredAt,
    })),
    fields: codeFields(state.typed ?? NO_CODE, state.wrong ?? {}, true),
    imported: state.imported ?? null,
    text: state.text ?? '',
    problem: state.problem ?? null,
    isAllOrNothing: state.isAllOrNothing ?? true,
  };
}

/** What came of the form of one code, or nothing yet. */
export interface CodeState {
  typed: CodeTyped;
  wrong?: CodeWrong;
  said?: string | null;
  /** As it was before it was changed. */
  before?: CodeTyped | null;
}

export function codeView(
  { label, slug }: CodeEntity,
  isAdmin: boolean,
  { typed, wrong = {}, said = null, before = null }: CodeState,
): CodeView {
  return {
    page: privatePage(label, `The code ${label}, to change.`),
    firstRun: null,
    isAdmin,
    label,
    slug,
    said,
    undo: before && hiddenFields(before),
    fields: codeFields(typed, wrong, false),
    action: `/admin/codebook/${slug}`,
  };
}

function hiddenFields(typed: CodeTyped): HiddenField[] {
  return Object.entries(typed).map(([name, value]) => ({ name, value }));
}

export function typedCode({ label, slug, definition, example }: CodeEntity): CodeTyped {
  return { label, slug, definition: definition ?? '', example: example ?? '' };
}

function codeFields(typed: CodeTyped, wrong: CodeWrong, isNew: boolean): FieldView[] {
  const line = (name: CodeField, label: string, more: Partial<FieldView>) =>
    field(name, label, { value: typed[name], problem: wrong[name] ?? null, isRequired: false, ...more });
  return [
    line('label', 'What pages call it', { isRequired: true, maxLength: 100 }),
    ...(isNew
      ? [
          line('slug', 'Short name', {
            maxLength: 60,
            hint: 'For searches, as tag:question. Left empty, it is made of the words above; it stays for ever.',
          }),
        ]
      : []),
    line('definition', 'When it is given, and when not', { rows: 4, maxLength: 2_000 }),
    line('example', 'Words to which it is given', { rows: 2, maxLength: 2_000 }),
  ];
}

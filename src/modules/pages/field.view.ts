/** A field of a form, as `partials/field.hbs` draws it. */
export interface FieldView {
  name: string;
  label: string;
  type: 'text' | 'email' | 'password' | 'number' | 'url' | 'date';
  value: string;
  /** A sentence beneath the label. */
  hint: string | null;
  /** What is wrong with what was typed. */
  problem: string | null;
  /** What a browser may fill in (HTML, autofill detail tokens). */
  autocomplete: string;
  maxLength: number;
  isRequired: boolean;
  /** Lines of a field for more than one; null for one line. */
  rows: number | null;
  /** Choices in place of a line to type in. */
  options: { value: string; label: string; isChosen: boolean }[] | null;
}

export function field(name: string, label: string, more: Partial<Omit<FieldView, 'name' | 'label'>> = {}): FieldView {
  return {
    name,
    label,
    type: 'text',
    value: '',
    hint: null,
    problem: null,
    autocomplete: 'off',
    maxLength: 254,
    isRequired: true,
    rows: null,
    options: null,
    ...more,
  };
}

/** A field of choices: of `labels`, the one that is chosen. */
export function choice(
  name: string,
  label: string,
  labels: Record<string, string>,
  chosen: string,
  more: Partial<FieldView> = {},
): FieldView {
  const options = Object.entries(labels).map(([value, text]) => ({ value, label: text, isChosen: value === chosen }));
  return field(name, label, { ...more, options });
}

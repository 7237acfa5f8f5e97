/** A formula begins with one of these, also in their wide forms; after blanks, too, as some programs read it. */
const BEGINS_FORMULA = /^[\s\0]*[=+\-@]/;
const BEGINS_WITH_CONTROL = /^[\t\r\n]/;
/** More of a text is not looked at. */
const CHARACTERS = 100;

/** A text as a cell of a table that no spreadsheet takes for a formula: an apostrophe before it says that it is a text. */
export function cellOf(text: string): string {
  const beginning = text.slice(0, CHARACTERS);
  return BEGINS_WITH_CONTROL.test(beginning) || BEGINS_FORMULA.test(beginning.normalize('NFKC')) ? `'${text}` : text;
}

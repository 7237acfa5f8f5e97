import type { Warning, WarningCode } from './types.js';

const SENTENCES: Record<WarningCode, (count: number, example: string) => string> = {
  'encoding-guessed': (_count, example) =>
    `The document does not say in which charset it is written, or says it wrongly; it was read as ${example}.`,
  'xml-repaired': (_count, example) => `The XML is not well-formed and was repaired: ${example}.`,
  'too-many-entries': (_count, example) => `Only the first ${example} entries were read.`,
  'bad-date': (count, example) => `${counted(count, 'date')} could not be read, for example "${example}".`,
  'bad-url': (count, example) => `${counted(count, 'address', 'addresses')} could not be read, for example "${example}".`,
  'guid-missing': (count, example) => `${counted(count, 'entry', 'entries')} without an id, for example "${example}".`,
  'guid-repeated': (count, example) => `${counted(count, 'entry', 'entries')} with an id that was used before, for example "${example}".`,
  'mojibake-repaired': (count) => `${counted(count, 'text')} held UTF-8 that had been read as windows-1252, and was put right.`,
};

/**
 * What went wrong in one document: one warning a code, with the number of cases and the first of them, so that a bad feed stays readable.
 */
export class Notes {
  private readonly cases = new Map<WarningCode, { count: number; examples: string[] }>();

  /** Adds a case. `example` is shown to a person: the first one, or for repairs every different one. */
  add(code: WarningCode, example = ''): void {
    const known = this.cases.get(code) ?? { count: 0, examples: [] };
    known.count += 1;
    const shown = example.length > 80 ? `${example.slice(0, 79)}…` : example;
    if (known.examples.length < 8 && !known.examples.includes(shown)) known.examples.push(shown);
    this.cases.set(code, known);
  }

  /** The warnings, in the order in which their first cases came. */
  list(): Warning[] {
    return [...this.cases].map(([code, { count, examples }]) => ({
      code,
      message: SENTENCES[code](count, code === 'xml-repaired' ? examples.join(', ') : (examples[0] ?? '')),
    }));
  }
}

function counted(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `One ${one}` : `${count} ${many}`;
}

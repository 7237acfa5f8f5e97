/** One tag as it stands in the text. */
export interface Tag {
  kind: 'open' | 'close' | 'empty';
  name: string;
  /** What stands between the name and the end of the tag. */
  body: string;
  /** Where the text goes on after the tag. */
  end: number;
}

const ATTRIBUTES_MAX = 256;
const ATTRIBUTE = /([^\s=/"'<>]+)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|["']([^"']*)$|([^\s"'<>]+)))?/g;
const QUOTE = 34;
const APOSTROPHE = 39;
const LESS = 60;
const EQUALS = 61;
const GREATER = 62;

/**
 * Reads the tags of one text. It remembers what it has searched for in vain, so that no broken construct is searched for twice: the whole
 * is linear.
 */
export class TagReader {
  private quotesClose = true;

  constructor(private readonly text: string) {}

  /** Whether the `<` at `index` begins a tag, and not a comparison or a heart. */
  startsTag(index: number): boolean {
    const code = this.text.charCodeAt(index + 1);
    return code === 47 || code === 95 || ((code | 32) >= 97 && (code | 32) <= 122) || code > 127;
  }

  /**
   * The tag whose `<` stands at `start`.
   * @returns the tag; the index of a second `<` that comes before any `>` (the first began no tag); or null where the text ends within the tag
   */
  read(start: number): Tag | number | null {
    const end = this.endOf(start);
    if (end < 0) return null;
    if (this.text.charCodeAt(end) === LESS) return end;
    const inner = this.text.slice(start + 1, end);
    const closing = inner.startsWith('/');
    const name = /^\/?\s*([^\s/>]*)/.exec(inner)?.[1] ?? '';
    if (closing) return { kind: 'close', name, body: '', end: end + 1 };
    const empty = inner.endsWith('/');
    return { kind: empty ? 'empty' : 'open', name, body: inner.slice(name.length, empty ? -1 : undefined), end: end + 1 };
  }

  private endOf(start: number): number {
    const { text } = this;
    let quote = 0;
    for (let index = start + 1; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (quote !== 0) {
        if (code === quote) quote = 0;
      } else if (code === GREATER || code === LESS) return index;
      else if ((code === QUOTE || code === APOSTROPHE) && this.quotesClose && this.followsEquals(start, index)) quote = code;
    }
    if (quote === 0) return -1;
    // A quotation mark that never closes: from here on quotes do not hide the end of a tag.
    this.quotesClose = false;
    return this.endOf(start);
  }

  /** A quotation mark opens a value only after `=`; elsewhere it is a stray. */
  private followsEquals(start: number, index: number): boolean {
    for (let before = index - 1; before > start && before >= index - 8; before--) {
      const code = this.text.charCodeAt(before);
      if (code === EQUALS) return true;
      if (code > 32) return false;
    }
    return false;
  }
}

/**
 * The attributes of a tag: unquoted values are read, of equal names the first counts.
 * @param body what stands between a tag's name and its end
 */
export function attributesOf(body: string): [name: string, value: string][] {
  if (body.trim() === '') return [];
  const found = new Map<string, string>();
  for (const match of body.matchAll(ATTRIBUTE)) {
    const name = match[1] ?? '';
    // A name such as `hasOwnProperty` would hide the method of that name on the plain object in which sax collects attributes.
    if (name in Object.prototype) continue;
    if (!found.has(name)) found.set(name, match[2] ?? match[3] ?? match[4] ?? match[5] ?? '');
    if (found.size >= ATTRIBUTES_MAX) break;
  }
  return [...found];
}

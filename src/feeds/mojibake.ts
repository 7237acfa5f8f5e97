import { toWindows1252 } from './windows-1252.js';

/** A lead byte of UTF-8 followed by a continuation byte, both seen through windows-1252: "Ã©", "â€™". */
const SUSPECT = /[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]/;

/**
 * Undoes UTF-8 that some program once read as windows-1252 and stored again ("â€™" for "’"). Only a text that is valid UTF-8 as a whole
 * when written back is changed, so that words which merely hold an "Ã" keep it.
 * @param text any text
 * @returns the text as it was meant; the same string where there is nothing to undo
 */
export function repairMojibake(text: string): string {
  if (!SUSPECT.test(text)) return text;
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const byte = toWindows1252(text.charCodeAt(index));
    if (byte === undefined) return text;
    bytes[index] = byte;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
}

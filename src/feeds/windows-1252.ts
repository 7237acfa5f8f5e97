/**
 * The 32 places where windows-1252 differs from ISO-8859-1 (WHATWG Encoding Standard, index-windows-1252). Feeds need them three times: for
 * bytes that are no UTF-8, for character references such as `&#147;`, and to undo UTF-8 that was once read as windows-1252.
 */
const HIGH =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

const BYTE_OF = new Map([...HIGH].map((character, index) => [character.charCodeAt(0), 0x80 + index]));

/**
 * The character that a byte means in windows-1252.
 * @param byte 0 to 255
 */
export function fromWindows1252(byte: number): string {
  return byte >= 0x80 && byte <= 0x9f ? HIGH.charAt(byte - 0x80) : String.fromCharCode(byte);
}

/**
 * The byte that writes a character in windows-1252, or `undefined` where the charset does not have it.
 * @param code one UTF-16 code unit
 */
export function toWindows1252(code: number): number | undefined {
  return code < 0x100 ? code : BYTE_OF.get(code);
}

import { fromWindows1252 } from './windows-1252.js';

/** What XML cannot hold (XML 1.0 §2.2), and no database or page should. */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
/** Nobody means the C1 control characters: they are windows-1252 that was taken for Latin-1. */
const C1 = /[\x80-\x9f]/g;
const LONE_SURROGATES = /[\ud800-\udfff]/gu;

/**
 * A text without characters that cannot stand in one: control characters go, those of the C1 range become what windows-1252 means by them,
 * and halves of surrogate pairs become U+FFFD.
 * @returns the same string where there is nothing to change
 */
export function legalText(text: string): string {
  return text
    .replace(FORBIDDEN, '')
    .replace(C1, (character) => fromWindows1252(character.charCodeAt(0)))
    .replace(LONE_SURROGATES, '\ufffd');
}

import { decodeHTML } from 'entities';
import { fromWindows1252 } from './windows-1252.js';

const PREDEFINED = new Set(['amp', 'lt', 'gt', 'quot', 'apos']);
const REFERENCE = /&(?:#[xX]([0-9a-fA-F]{1,8});?|#([0-9]{1,9});?|([A-Za-z_][\w.-]{0,31});)/y;
const DECLARATION =
  /<!ENTITY\s{1,9}([A-Za-z_][\w.-]{0,63})\s{1,9}(?:"([^"&%<]{0,512})"|'([^'&%<]{0,512})'|"(&#\w{1,9};)"|'(&#\w{1,9};)')\s{0,9}>/g;
const DECLARATIONS_MAX = 256;
const PROLOGUE_MAX = 65_536;

/**
 * The entities that a document's own DOCTYPE declares, as far as they are plain short texts. Entities within entities and outside files
 * stay unread: that is what entity bombs and file disclosure are made of (XML 1.0 §4.4; CWE-776, CWE-611).
 * @param prologue what stands before the root
 * @returns the declared names with their text, escaped
 */
export function declaredEntities(prologue: string): Map<string, string> {
  const found = new Map<string, string>();
  const doctype = prologue.lastIndexOf('<!DOCTYPE');
  if (doctype < 0) return found;
  for (const match of prologue.slice(doctype, doctype + PROLOGUE_MAX).matchAll(DECLARATION)) {
    if (found.size >= DECLARATIONS_MAX) break;
    if (match[1]) found.set(match[1], repairReferences(match[2] ?? match[3] ?? match[4] ?? match[5] ?? '', found));
  }
  return found;
}

/** `&`, `<` and `>` as references: what text may hold between tags. */
export function escapeText(text: string): string {
  return /[&<>]/.test(text) ? text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;') : text;
}

/**
 * Makes every reference of a text one that XML knows: HTML's names become their characters, numbers of windows-1252 what was meant,
 * declared names their text, and an ampersand that begins none of them `&amp;`.
 * @param text text as it stands between tags or in an attribute
 * @param declared the document's own entities
 * @param onRepair called once for each bare ampersand and each undeclared name
 */
export function repairReferences(text: string, declared: ReadonlyMap<string, string>, onRepair?: (what: string) => void): string {
  if (!text.includes('&')) return text;
  const pieces: string[] = [];
  let from = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', from)) {
    REFERENCE.lastIndex = at;
    const match = REFERENCE.exec(text);
    pieces.push(text.slice(from, at), match ? resolved(match, declared, onRepair) : '&amp;');
    from = at + (match?.[0].length ?? 1);
    if (!match) onRepair?.('bare ampersands');
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}

function resolved(
  [all, hex, decimal, name = '']: RegExpExecArray,
  declared: ReadonlyMap<string, string>,
  onRepair?: (what: string) => void,
): string {
  if (hex) return character(parseInt(hex, 16));
  if (decimal) return character(Number(decimal));
  if (PREDEFINED.has(name)) return all;
  const own = declared.get(name);
  if (own !== undefined) return own;
  const named = htmlEntity(name);
  onRepair?.(named === null ? 'bare ampersands' : 'undeclared entities');
  return named ?? `&amp;${name};`;
}

/** A character reference as text, or nothing for what XML cannot hold (XML 1.0 §2.2). */
function character(code: number): string {
  if (code >= 0x80 && code <= 0x9f) return fromWindows1252(code);
  if (code === 9 || code === 10 || code === 13) return `&#${code};`;
  const forbidden = code < 0x20 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) || (code & 0xfffe) === 0xfffe;
  return forbidden ? '' : escapeText(String.fromCodePoint(code));
}

/** Known names, so that a text with a million `&nbsp;` asks once. Bounded, because names come from strangers. */
const htmlEntities = new Map<string, string | null>();

function htmlEntity(name: string): string | null {
  const known = htmlEntities.get(name);
  if (known !== undefined) return known;
  const decoded = decodeHTML(`&${name};`);
  const result = decoded === `&${name};` ? null : escapeText(decoded);
  if (htmlEntities.size < 4096) htmlEntities.set(name, result);
  return result;
}

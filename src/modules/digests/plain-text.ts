import type { Speaker } from '../posts/speaker.js';

/** The width of a page of plain text. */
export const WIDTH = 76;

/** Breaks lines between words. A word longer than a line (an address) keeps its own. */
export function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, indent + line];
}

/** `Ruth Ferrier, Harbour Light [Civil service]` */
export function nameOf({ name, source, mark }: Speaker): string {
  return [name, source?.title, mark && `[${mark.label}]`].filter(Boolean).join(', ').replace(', [', ' [');
}

import { readFileSync } from 'node:fs';

/** Two folders above `modules/fetch` lies the package, in src as in dist. */
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };

export const VERSION = version;

/** Names the program and whom to write to, so that a publisher who minds can say so instead of blocking (RFC 9110 §10.1.5). */
export function userAgent(contact: string): string {
  const comment = contact.replace(/[()\\]/g, '').trim();
  return `Hustings/${VERSION} (${comment === '' ? 'feed reader; no contact configured' : `+${comment}`})`;
}

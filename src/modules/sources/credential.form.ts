import { z } from 'zod';
import type { Platform } from '../../feeds/platform.js';

/** What goes into a header or a query parameter: one line of plain characters. */
export const credentialSecret = z
  .string()
  .trim()
  .min(1, 'Nothing was given, and nothing has changed.')
  .max(4096, 'It is longer than 4,096 characters: no credential is.')
  .regex(/^[\x20-\x7e]*$/, 'It should be one line of plain characters, as the platform shows it.');

/**
 * Whom a credential is for: a platform that asks for one, or a host with its port where it has one.
 * The problem is a sentence, with all platforms that take one where the name is none of them.
 */
export function credentialName(typed: string, platforms: readonly Platform[]): { name: string } | { problem: string } {
  const name = typed.trim().toLowerCase();
  if (platforms.some((platform) => platform.name === name && platform.credential !== null)) return { name };
  const host = hostOf(name);
  if (host !== null) return { name: host };
  const known = platforms.find((platform) => platform.name === name);
  const open = known ? `${known.label} asks for no credential.` : `“${typed}” is neither a platform that asks for a credential nor a host.`;
  const asking = platforms.filter(({ credential }) => credential !== null).map((platform) => `  ${platform.name}: ${platform.credential}`);
  return {
    problem: [
      `${open} These platforms ask for one:`,
      ...asking,
      'A host is written as social.example.org, or social.example.org:8443.',
    ].join('\n'),
  };
}

/** As `feed.host` has it: in lower case and ASCII. A name without a dot or a port is a platform's. */
export function hostOf(name: string): string | null {
  if (!/[.:]/.test(name) || /[\s/?#@\\]/.test(name) || !URL.canParse(`https://${name}`)) return null;
  return new URL(`https://${name}`).host;
}

import { createHash } from 'node:crypto';

/** SHA-256 in base64url: for what is random already (sessions, tokens), or is only compared. Passwords are in `passwords.ts`. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

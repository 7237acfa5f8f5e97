import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * A text that only the same key opens, and only under the same name: a row that is copied to another name opens nothing.
 * Out: `v1.nonce.ciphertext.tag`, each in base64url; another one every time.
 */
export function seal(key: Buffer, name: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(name));
  const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [VERSION, ...[nonce, hidden, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}

/** The text again; null where it was sealed with another key, for another name, or has been changed since. */
export function unseal(key: Buffer, name: string, sealed: string): string | null {
  const [version, ...parts] = sealed.split('.');
  const [nonce, hidden, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
  if (version !== VERSION || nonce?.length !== NONCE_BYTES || !hidden || tag?.length !== TAG_BYTES || parts.length !== 3) return null;
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(name)).setAuthTag(tag);
  const text = decipher.update(hidden, undefined, 'utf8');
  try {
    return text + decipher.final('utf8');
  } catch {
    // The one thing that `final` throws for: the tag is another.
    return null;
  }
}

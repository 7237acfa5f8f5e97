import { hash, verify } from '@node-rs/argon2';
import PQueue from 'p-queue';

/** OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Each takes 19 MiB and a core for some 30 ms: who sends a thousand at once waits for them, and nobody else does. */
const line = new PQueue({ concurrency: 2 });

/** What a password is compared with where there is no account: that takes as long, and never fits. */
let nobodys: Promise<string> | null = null;

export function hashOf(password: string): Promise<string> {
  return line.add(() => hash(password, OPTIONS));
}

/** @param hashed null for an account that is not there, or that has no password */
export async function isPassword(hashed: string | null, password: string): Promise<boolean> {
  nobodys ??= hash('', OPTIONS);
  const known = hashed ?? (await nobodys);
  const fits = await line.add(() => verify(known, password));
  return fits && hashed !== null;
}

import { z } from 'zod';
import { ROLES } from '../pages/access.js';
import { type MailAddress, parseAddress } from './mail-address.js';

export const NAME_MAX = 60;
export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 200;

const ADDRESS_PROBLEM = 'Write one address, such as ada@example.org.';

/** As it stands beside what somebody does: one line, without signs that nobody sees. */
export const nameField = z
  .string('Write a name.')
  .normalize('NFKC')
  .transform((name) => name.replace(/\s+/g, ' ').trim())
  .refine((name) => name !== '' && !/\p{C}/u.test(name), 'Write a name.')
  .refine((name) => name.length <= NAME_MAX, `A name may have ${NAME_MAX} characters.`);

export const addressField = z.string(ADDRESS_PROBLEM).transform((text, context): MailAddress => {
  const address = parseAddress(text);
  if (address) return address;
  context.addIssue({ code: 'custom', message: ADDRESS_PROBLEM });
  return z.NEVER;
});

/** A new password: long rather than odd (NIST SP 800-63B). */
export const newPasswordField = z
  .string('Choose a password.')
  .refine(
    (password) => password.length >= PASSWORD_MIN,
    `Choose at least ${PASSWORD_MIN} characters: four words that do not belong together are good.`,
  )
  .refine((password) => password.length <= PASSWORD_MAX, `A password may have ${PASSWORD_MAX} characters.`)
  .refine((password) => new Set(password).size >= 5, 'Choose one with more different characters.');

export const roleField = z.enum(ROLES, 'Choose what this account may do.');

export const loginForm = z.object({
  address: z.string().default(''),
  password: z
    .string()
    .max(PASSWORD_MAX * 4)
    .default(''),
  next: z.string().default(''),
});

export const newAccountForm = z
  .object({ name: nameField, address: addressField, password: newPasswordField })
  .superRefine(({ name, address, password }, context) => {
    const words = [address.key, address.key.split('@')[0] ?? '', name.toLowerCase()];
    if (words.some((word) => word !== '' && word === password.toLowerCase()))
      context.addIssue({ code: 'custom', path: ['password'], message: 'This is your name or your address. Choose another password.' });
  });

/** Where to go after signing in: a path of ours, and nothing that a browser could take for another site (`//host`, `/\host`). */
export function safeNext(next: string): string {
  return /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next) && !next.startsWith('/login') ? next : '/';
}

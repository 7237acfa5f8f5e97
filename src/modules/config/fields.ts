import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { DatabaseConfig, MailConfig, QueueConfig } from './config-types.js';

export const databaseUrl = z.string().transform((url, context): DatabaseConfig => {
  if (url.startsWith('sqlite:')) return { type: 'sqlite', location: url.slice('sqlite:'.length).replace(/^\/\//, '') };
  if (/^postgres(ql)?:\/\//.test(url)) return { type: 'postgres', location: url };
  context.addIssue({ code: 'custom', message: 'should begin with sqlite: or postgres://' });
  return z.NEVER;
});

/** Null where it follows from the database. */
export const queueUrl = z.string().transform((url, context): QueueConfig | null => {
  if (url === '') return null;
  if (url === 'in-process') return { type: 'in-process' };
  if (/^postgres(ql)?:\/\//.test(url)) return { type: 'postgres', url };
  if (/^rediss?:\/\//.test(url) && URL.canParse(url)) return { type: 'redis', url };
  context.addIssue({ code: 'custom', message: 'should begin with postgres:// or redis://, or be in-process' });
  return z.NEVER;
});

export const addresses = z.string().transform((text, context) => {
  const ranges = text.split(/[\s,]+/).filter((range) => range !== '');
  for (const range of ranges) {
    if (!ipaddr.isValidCIDR(range) && !ipaddr.isValid(range))
      context.addIssue({ code: 'custom', message: `"${range}" is no address and no CIDR range such as 10.0.0.0/8` });
  }
  return ranges.map((range) => (range.includes('/') ? range : `${range}/${range.includes(':') ? 128 : 32}`));
});

export const webUrl = z
  .url({ protocol: /^https?$/, error: 'should be an address such as https://digest.example.org' })
  .transform((url) => url.replace(/\/+$/, ''));

export const hubUrl = z.url({ protocol: /^https?$/, error: 'should be an address such as https://hub.example.org/' });

export const smtpUrl = z.string().transform((url, context): Omit<MailConfig, 'from'> | null => {
  if (url === '') return null;
  if (/^smtps?:\/\/[^/]/.test(url) && URL.canParse(url) && !/%(?![0-9a-f]{2})/i.test(url)) {
    const { protocol, hostname, port, username, password } = new URL(url);
    const secure = protocol === 'smtps:';
    const auth = username === '' ? null : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
    return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (secure ? 465 : 587), secure, auth };
  }
  context.addIssue({ code: 'custom', message: 'should be an address such as smtp://user:password@mail.example.org:587, or smtps://…' });
  return z.NEVER;
});

/** `digest@example.org`, or `The digest <digest@example.org>`. */
export const sender = z.string().transform((text, context): MailConfig['from'] | null => {
  if (text === '') return null;
  const [, name, inside, bare] = /^(?:"?([^<>"]*?)"?\s*<([^<>]+)>|([^<>]+))$/.exec(text) ?? [];
  const address = z.email().safeParse(inside ?? bare);
  if (address.success) return { name: name?.trim() || 'Hustings', address: address.data };
  context.addIssue({ code: 'custom', message: 'should be an address such as Hustings <digest@example.org>' });
  return z.NEVER;
});

/** No shorter term: the edition of a month is read when the month is over, and has to find all of it. */
export const RETENTION_DAYS_MIN = 40;
export const RETENTION_DAYS_MAX = 36_500;

/** Unset: null. */
export function optionalNumber(min: number, max: number) {
  return z.union([z.literal('').transform(() => null), wholeNumber(min, max)], `should be a number from ${min} to ${max}, or be left out`);
}

export function wholeNumber(min: number, max: number) {
  return z.coerce.number(`should be a number from ${min} to ${max}`).int().min(min).max(max);
}

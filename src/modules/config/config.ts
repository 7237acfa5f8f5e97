import ipaddr from 'ipaddr.js';
import { IANAZone } from 'luxon';
import { z } from 'zod';

/** One row of the table of settings: the README's table is made from these, and a test holds the two together. */
export interface Setting {
  name: string;
  default: string;
  meaning: string;
}

export interface DatabaseConfig {
  type: 'sqlite' | 'postgres';
  /** A path (or `:memory:`) for SQLite, the whole URL for PostgreSQL. */
  location: string;
}

/** How mail goes out. */
export interface MailConfig {
  host: string;
  port: number;
  /** Encrypted from the first byte. Else as soon as the server offers it, which it must where it is given a password. */
  secure: boolean;
  auth: { user: string; pass: string } | null;
  from: { name: string; address: string };
}

export interface Config {
  database: DatabaseConfig;
  host: string;
  port: number;
  baseUrl: string;
  allowAddresses: string[];
  timezone: string;
  contact: string;
  /** Whether everybody may read, or only who is signed in. */
  readerAccess: 'public' | 'login';
  starter: 'uk-government' | null;
  /** The hub that carries our feeds to those who subscribe there; null where there is none. */
  websubHub: string | null;
  hostsAtOnce: number;
  hostSpacingMs: number;
  /** Null where no mail is sent. */
  mail: MailConfig | null;
  /** As it is set; null where `SecretKey` keeps one of its own. */
  secretKey: string | null;
}

export const SECRET_KEY_CHARS_MIN = 32;

export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: string[]) {
    super(`These settings need mending:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

const databaseUrl = z.string().transform((url, context): DatabaseConfig => {
  if (url.startsWith('sqlite:')) return { type: 'sqlite', location: url.slice('sqlite:'.length).replace(/^\/\//, '') };
  if (/^postgres(ql)?:\/\//.test(url)) return { type: 'postgres', location: url };
  context.addIssue({ code: 'custom', message: 'should begin with sqlite: or postgres://' });
  return z.NEVER;
});

const addresses = z.string().transform((text, context) => {
  const ranges = text.split(/[\s,]+/).filter((range) => range !== '');
  for (const range of ranges) {
    if (!ipaddr.isValidCIDR(range) && !ipaddr.isValid(range))
      context.addIssue({ code: 'custom', message: `"${range}" is no address and no CIDR range such as 10.0.0.0/8` });
  }
  return ranges.map((range) => (range.includes('/') ? range : `${range}/${range.includes(':') ? 128 : 32}`));
});

const webUrl = z
  .url({ protocol: /^https?$/, error: 'should be an address such as https://digest.example.org' })
  .transform((url) => url.replace(/\/+$/, ''));

const hubUrl = z.url({ protocol: /^https?$/, error: 'should be an address such as https://hub.example.org/' });

const smtpUrl = z.string().transform((url, context): Omit<MailConfig, 'from'> | null => {
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
const sender = z.string().transform((text, context): MailConfig['from'] | null => {
  if (text === '') return null;
  const [, name, inside, bare] = /^(?:"?([^<>"]*?)"?\s*<([^<>]+)>|([^<>]+))$/.exec(text) ?? [];
  const address = z.email().safeParse(inside ?? bare);
  if (address.success) return { name: name?.trim() || 'Hustings', address: address.data };
  context.addIssue({ code: 'custom', message: 'should be an address such as Hustings <digest@example.org>' });
  return z.NEVER;
});

function wholeNumber(min: number, max: number) {
  return z.coerce.number(`should be a number from ${min} to ${max}`).int().min(min).max(max);
}

const SETTINGS = {
  DATABASE_URL: {
    default: 'sqlite:./data/hustings.sqlite',
    meaning: 'Where everything is stored: `sqlite:PATH`, or `postgres://…`',
    schema: databaseUrl,
  },
  HOST: { default: '127.0.0.1', meaning: 'The address to listen on; `0.0.0.0` for all', schema: z.string().min(1) },
  PORT: { default: '3000', meaning: 'The port to listen on; 0 for any that is free', schema: wholeNumber(0, 65535) },
  BASE_URL: {
    default: '',
    meaning: 'The address that readers use, for links in feeds; from `HOST` and `PORT` when unset',
    schema: z.union([z.literal(''), webUrl]),
  },
  ALLOW_ADDRESSES: {
    default: '',
    meaning: 'Private addresses that may be fetched all the same: CIDR ranges, comma-separated',
    schema: addresses,
  },
  DIGEST_TIMEZONE: {
    default: 'Europe/London',
    meaning: 'Days and weeks begin here; saved pages without a zone are read in it',
    schema: z.string().refine((zone) => IANAZone.isValidZone(zone), 'should be a zone name such as Europe/London'),
  },
  CONTACT: {
    default: '',
    meaning: 'An address or a URL that publishers can write to; sent in the User-Agent',
    schema: z.string().regex(/^[\x20-\x7e]*$/, 'should be plain ASCII'),
  },
  READER_ACCESS: {
    default: 'public',
    meaning: '`public`: everybody may read; `login`: only who is signed in',
    schema: z.enum(['public', 'login'], 'should be public or login'),
  },
  HUSTINGS_STARTER: {
    default: '',
    meaning: '`uk-government`: add the starter list of British government feeds at start',
    schema: z.enum(['', 'uk-government'], 'should be uk-government, or left out'),
  },
  SMTP_URL: {
    default: '',
    meaning: 'The server that takes mail: `smtp://user:password@host:587` or `smtps://…`; without it no mail is sent',
    schema: smtpUrl,
  },
  MAIL_FROM: {
    default: '',
    meaning: 'The sender of mail, such as `Hustings <digest@example.org>`; needed with `SMTP_URL`',
    schema: sender,
  },
  WEBSUB_HUB: {
    default: '',
    meaning: 'A WebSub hub such as `https://pubsubhubbub.appspot.com/`: feeds name it, and it is told when they change',
    schema: z.union([z.literal(''), hubUrl]),
  },
  HOSTS_AT_ONCE: {
    default: '16',
    meaning: 'How many hosts are polled side by side; one feed of a host at a time',
    schema: wholeNumber(1, 512),
  },
  HOST_SPACING_MS: {
    default: '500',
    meaning: 'The pause between two requests to one host, in milliseconds',
    schema: wholeNumber(0, 600_000),
  },
  SECRET_KEY: {
    default: '',
    meaning:
      'Seals credentials, sessions and signed links: 32 characters or more, the same on every machine; made once and kept in `secret.key` beside the database when unset',
    schema: z
      .string()
      .refine(
        (key) => key === '' || key.length >= SECRET_KEY_CHARS_MIN,
        `should have at least ${SECRET_KEY_CHARS_MIN} characters, or be left out: one is made then, and kept beside the database`,
      ),
  },
};

export const settings: Setting[] = Object.entries(SETTINGS).map(([name, { default: value, meaning }]) => ({
  name,
  default: value,
  meaning,
}));

/**
 * Reads every setting at once. Throws one `ConfigError` that lists all that is wrong, so that nobody mends a start five times.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const problems: string[] = [];
  function read<Name extends keyof typeof SETTINGS>(name: Name): z.output<(typeof SETTINGS)[Name]['schema']> {
    const setting = SETTINGS[name];
    const given = env[name]?.trim();
    const result = setting.schema.safeParse(given === undefined || given === '' ? setting.default : given);
    if (!result.success) problems.push(...result.error.issues.map((issue) => `${name}: ${issue.message}`));
    return result.data as z.output<(typeof SETTINGS)[Name]['schema']>;
  }
  const host = read('HOST');
  const port = read('PORT');
  const [smtp, from] = [read('SMTP_URL'), read('MAIL_FROM')];
  if (smtp && from === null)
    problems.push('MAIL_FROM: should be set where SMTP_URL is: mail needs a sender, such as Hustings <digest@example.org>');
  const config: Config = {
    database: read('DATABASE_URL'),
    host,
    port,
    baseUrl: read('BASE_URL') || `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    allowAddresses: read('ALLOW_ADDRESSES'),
    timezone: read('DIGEST_TIMEZONE'),
    contact: read('CONTACT'),
    readerAccess: read('READER_ACCESS'),
    starter: read('HUSTINGS_STARTER') || null,
    websubHub: read('WEBSUB_HUB') || null,
    hostsAtOnce: read('HOSTS_AT_ONCE'),
    hostSpacingMs: read('HOST_SPACING_MS'),
    mail: smtp && from && { ...smtp, from },
    secretKey: read('SECRET_KEY') || null,
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

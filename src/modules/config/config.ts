import { IANAZone } from 'luxon';
import { z } from 'zod';
import type { Config, DatabaseConfig, OpenIdConfig, QueueConfig } from './config-types.js';
import {
  addresses,
  databaseUrl,
  hubUrl,
  optionalNumber,
  queueUrl,
  RETENTION_DAYS_MAX,
  RETENTION_DAYS_MIN,
  sender,
  smtpUrl,
  webUrl,
  wholeNumber,
} from './fields.js';

export type { DatabaseConfig, MailConfig, OpenIdConfig, QueueConfig, Role, Config } from './config-types.js';

/** One row of the table of settings: the README's table is made from these, and a test holds the two together. */
export interface Setting {
  name: string;
  default: string;
  meaning: string;
  /** Its value is shown to nobody: all of it, or the password in its address. */
  secret: 'all' | 'password' | null;
}

export const SECRET_KEY_CHARS_MIN = 32;
const TOKEN_CHARS_MIN = 16;

export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: string[]) {
    super(`These settings need mending:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

interface Defined {
  default: string;
  meaning: string;
  secret?: 'all' | 'password';
  schema: z.ZodType;
}

const SETTINGS = {
  DATABASE_URL: {
    default: 'sqlite:./data/hustings.sqlite',
    meaning: 'Where everything is stored: `sqlite:PATH`, or `postgres://…`',
    secret: 'password',
    schema: databaseUrl,
  },
  QUEUE_URL: {
    default: '',
    meaning:
      'What carries jobs to any number of workers: `postgres://…` or `redis://…`; `in-process` where one process does it all. Unset: in-process on SQLite, and `DATABASE_URL` on PostgreSQL',
    secret: 'password',
    schema: queueUrl,
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
  IMAGES: {
    default: 'proxy',
    meaning:
      'Pictures in messages: `proxy`: we fetch them, so that no publisher learns who reads here; `block`: a link stands in their place',
    schema: z.enum(['proxy', 'block'], 'should be proxy or block'),
  },
  TRUSTED_PROXIES: {
    default: '',
    meaning: 'Proxies whose `X-Forwarded-For` is believed: addresses or CIDR ranges, comma-separated, such as `127.0.0.1`',
    schema: addresses,
  },
  OPENID_ISSUER: {
    default: '',
    meaning: 'Where people sign in with OpenID Connect, such as `https://login.example.org`; needs the two below',
    schema: z.union([z.literal(''), webUrl]),
  },
  OPENID_CLIENT_ID: { default: '', meaning: 'What this installation is called there', schema: z.string() },
  OPENID_CLIENT_SECRET: { default: '', meaning: 'Its secret there', secret: 'all', schema: z.string() },
  OPENID_NAME: { default: 'OpenID', meaning: 'What the button for it says after “Sign in with”', schema: z.string().max(40) },
  OPENID_ROLE: {
    default: '',
    meaning:
      '`reader`, `analyst` or `admin`: what whoever signs in there for the first time may do; unset, only accounts that there are may',
    schema: z.enum(['', 'reader', 'analyst', 'admin'], 'should be reader, analyst or admin, or left out'),
  },
  HUSTINGS_STARTER: {
    default: '',
    meaning: '`uk-government`: add the starter list of British government feeds at start',
    schema: z.enum(['', 'uk-government'], 'should be uk-government, or left out'),
  },
  SMTP_URL: {
    default: '',
    meaning: 'The server that takes mail: `smtp://user:password@host:587` or `smtps://…`; without it no mail is sent',
    secret: 'password',
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
  WEBSUB: {
    default: 'auto',
    meaning: '`auto`: hubs that feeds name are asked to tell us of news, where they can reach `BASE_URL`; `off`: feeds are only polled',
    schema: z.enum(['auto', 'off'], 'should be auto or off'),
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
  RETRY_AFTER: {
    default: 'host',
    meaning:
      'Who is left alone when a server says when to come again (429 or 503 with `Retry-After`): the whole `host`, or the `feed` alone, as where many publishers share one',
    schema: z.enum(['host', 'feed'], 'should be host or feed'),
  },
  RETENTION_DAYS: {
    default: '',
    meaning: `How many days a thread is kept after its newest post, ${RETENTION_DAYS_MIN} at the least; unset, everything is kept`,
    schema: optionalNumber(RETENTION_DAYS_MIN, RETENTION_DAYS_MAX),
  },
  RETENTION_POSTS: {
    default: '',
    meaning: `How many posts are kept, from a thousand on: where there are more, the oldest threads go, those of the last ${RETENTION_DAYS_MIN} days excepted; unset, all`,
    schema: optionalNumber(1000, 1_000_000_000),
  },
  RETENTION_EDITION_DAYS: {
    default: '',
    meaning: `How many days a closed edition keeps the threads that it shows, ${RETENTION_DAYS_MIN} at the least; after that they go as all others, and what they said is gone from it; unset, for good`,
    schema: optionalNumber(RETENTION_DAYS_MIN, RETENTION_DAYS_MAX),
  },
  LOG_FORMAT: {
    default: 'text',
    meaning: '`text`: the log is for people; `json`: one object a line, for programs that gather logs',
    schema: z.enum(['text', 'json'], 'should be text or json'),
  },
  METRICS_TOKEN: {
    default: '',
    secret: 'all',
    meaning: 'What a program has to show to read `/metrics` (`Authorization: Bearer …`); unset, they are for this machine alone',
    schema: z
      .string()
      .refine(
        (token) => token === '' || token.length >= TOKEN_CHARS_MIN,
        `should have at least ${TOKEN_CHARS_MIN} characters, or be left out`,
      ),
  },
  SECRET_KEY: {
    default: '',
    secret: 'all',
    meaning:
      'Seals credentials, sessions and signed links: 32 characters or more, the same on every machine; made once and kept in `secret.key` beside the database when unset',
    schema: z
      .string()
      .refine(
        (key) => key === '' || key.length >= SECRET_KEY_CHARS_MIN,
        `should have at least ${SECRET_KEY_CHARS_MIN} characters, or be left out: one is made then, and kept beside the database`,
      ),
  },
} satisfies Record<string, Defined>;

export const settings: Setting[] = Object.entries<Defined>(SETTINGS).map(([name, { default: value, meaning, secret = null }]) => ({
  name,
  default: value,
  meaning,
  secret,
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
  const database = read('DATABASE_URL');
  const host = read('HOST');
  const port = read('PORT');
  const [smtp, from] = [read('SMTP_URL'), read('MAIL_FROM')];
  if (smtp && from === null)
    problems.push('MAIL_FROM: should be set where SMTP_URL is: mail needs a sender, such as Hustings <digest@example.org>');
  const config: Config = {
    database,
    queue: read('QUEUE_URL') ?? queueOf(database),
    host,
    port,
    baseUrl: read('BASE_URL') || `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    allowAddresses: read('ALLOW_ADDRESSES'),
    timezone: read('DIGEST_TIMEZONE'),
    contact: read('CONTACT'),
    readerAccess: read('READER_ACCESS'),
    images: read('IMAGES'),
    starter: read('HUSTINGS_STARTER') || null,
    websubHub: read('WEBSUB_HUB') || null,
    websub: read('WEBSUB'),
    hostsAtOnce: read('HOSTS_AT_ONCE'),
    hostSpacingMs: read('HOST_SPACING_MS'),
    retryAfter: read('RETRY_AFTER'),
    retention: { days: read('RETENTION_DAYS'), posts: read('RETENTION_POSTS'), editionDays: read('RETENTION_EDITION_DAYS') },
    mail: smtp && from && { ...smtp, from },
    secretKey: read('SECRET_KEY') || null,
    logFormat: read('LOG_FORMAT'),
    metricsToken: read('METRICS_TOKEN') || null,
    trustedProxies: read('TRUSTED_PROXIES'),
    openid: openid(read('OPENID_ISSUER'), read('OPENID_CLIENT_ID'), read('OPENID_CLIENT_SECRET'), problems, {
      name: read('OPENID_NAME'),
      role: read('OPENID_ROLE') || null,
    }),
    given: given(env),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/** Undefined where its setting is wrong. */
function queueOf(database: DatabaseConfig | undefined): QueueConfig {
  return database?.type === 'postgres' ? { type: 'postgres', url: database.location } : { type: 'in-process' };
}

function openid(
  issuer: string,
  clientId: string,
  clientSecret: string,
  problems: string[],
  more: Pick<OpenIdConfig, 'name' | 'role'>,
): OpenIdConfig | null {
  if (issuer === '') return null;
  for (const [name, value] of Object.entries({ OPENID_CLIENT_ID: clientId, OPENID_CLIENT_SECRET: clientSecret }))
    if (value === '') problems.push(`${name}: should be set where OPENID_ISSUER is`);
  return { issuer, clientId, clientSecret, ...more };
}

/** What is set, as an admin may see it. */
function given(env: Record<string, string | undefined>): Record<string, string> {
  const set = settings.flatMap(({ name, secret }): [string, string][] => {
    const value = env[name]?.trim() ?? '';
    return value === '' ? [] : [[name, secret === 'all' ? '' : secret === 'password' ? withoutPassword(value) : value]];
  });
  return Object.fromEntries(set);
}

/** `postgres://ada:…@host/name`; where the password cannot be told from the rest, nothing of either. */
export function withoutPassword(url: string): string {
  return url.replace(/:\/\/([^/]*)@/, (_all, said: string) => `://${/^[^:@]*:[^@]*$/.test(said) ? `${said.split(':')[0]}:…` : '…'}@`);
}

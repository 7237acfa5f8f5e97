export interface DatabaseConfig {
  type: 'sqlite' | 'postgres';
  /** A path (or `:memory:`) for SQLite, the whole URL for PostgreSQL. */
  location: string;
}

/** What carries jobs: the process itself, or BullMQ to any of several. */
export type QueueConfig = { type: 'in-process' } | { type: 'postgres' | 'redis'; url: string };

/** How mail goes out. */
export interface MailConfig {
  host: string;
  port: number;
  /** Encrypted from the first byte. Else as soon as the server offers it, which it must where it is given a password. */
  secure: boolean;
  auth: { user: string; pass: string } | null;
  from: { name: string; address: string };
}

/** A provider at which people sign in (OpenID Connect). */
export interface OpenIdConfig {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** As the button calls it. */
  name: string;
  /** What whoever signs in there for the first time may do; null where only accounts that there are may. */
  role: Role | null;
}

export type Role = 'reader' | 'analyst' | 'admin';

export interface Config {
  database: DatabaseConfig;
  queue: QueueConfig;
  host: string;
  port: number;
  baseUrl: string;
  allowAddresses: string[];
  timezone: string;
  contact: string;
  /** Whether everybody may read, or only who is signed in. */
  readerAccess: 'public' | 'login';
  /** Pictures in messages: fetched by us for the reader, or not shown. */
  images: 'proxy' | 'block';
  /** Proxies whose word on the visitor's address is believed: CIDR ranges. */
  trustedProxies: string[];
  /** Null where nobody signs in elsewhere. */
  openid: OpenIdConfig | null;
  starter: 'uk-government' | null;
  /** The hub that carries our feeds to those who subscribe there; null where there is none. */
  websubHub: string | null;
  /** Whether hubs that feeds name are asked to tell us of news; see `whyNoHubs`. */
  websub: 'auto' | 'off';
  hostsAtOnce: number;
  hostSpacingMs: number;
  /** Whom a server's `Retry-After` is about. */
  retryAfter: 'host' | 'feed';
  /** How long threads are kept after their newest post, and how many posts at the most, and how long closed editions keep what they show; null for all, and for good. */
  retention: { days: number | null; posts: number | null; editionDays: number | null };
  /** Null where no mail is sent. */
  mail: MailConfig | null;
  /** As it is set; null where `SecretKey` keeps one of its own. */
  secretKey: string | null;
  /** The log, for people or for programs. */
  logFormat: 'text' | 'json';
  /** Null where `/metrics` is for this machine alone. */
  metricsToken: string | null;
  /** The settings that are set, by name, as they may be shown: without what is secret. */
  given: Record<string, string>;
}

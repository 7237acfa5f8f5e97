import { ConfigError, readConfig } from '../../../src/modules/config/config.js';
import { SecretKey } from '../../../src/modules/config/secret-key.js';
import type { Database } from '../../../src/modules/database/database.js';
import { CredentialEntity } from '../../../src/modules/sources/credential.entity.js';
import { credentialName, credentialSecret } from '../../../src/modules/sources/credential.form.js';
import { Credentials } from '../../../src/modules/sources/credentials.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { newFeed } from '../../../src/modules/sources/new-feed.js';
import { seal, unseal } from '../../../src/modules/config/sealed.js';
import type { Platform } from '../../../src/feeds/platform.js';
import { openTestDatabase } from '../../support/database.js';
import { aSource } from '../../support/make.js';

const secret = 'AIza-not-a-real-key-0123456789';
const early = new Date('2026-04-03T09:00:00Z');
const later = new Date('2026-04-04T09:00:00Z');

let database: Database;
let close: () => Promise<void>;
let now: Date;
let credentials: Credentials;

beforeEach(async () => {
  ({ database, close } = await openTestDatabase());
  now = early;
  credentials = withKey('the-first-key-of-this-installation');
});
afterEach(() => close());

function withKey(key: string): Credentials {
  return new Credentials(database, new SecretKey(readConfig({ SECRET_KEY: key })), { now: () => now });
}

describe('a sealed text', () => {
  const key = Buffer.alloc(32, 1);

  test('opens with its key and its name, and is another every time', () => {
    const sealed = seal(key, 'youtube', secret);
    expect(sealed).toMatch(/^v1\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/);
    expect(unseal(key, 'youtube', sealed)).toBe(secret);
    expect(seal(key, 'youtube', secret)).not.toBe(sealed);
  });

  test('opens with no other key, under no other name, and not when a part of it is another', () => {
    const sealed = seal(key, 'youtube', secret);
    const [version, nonce, hidden, tag] = sealed.split('.') as [string, string, string, string];
    expect(unseal(Buffer.alloc(32, 2), 'youtube', sealed)).toBe(null);
    expect(unseal(key, 'flickr', sealed)).toBe(null);
    const turned = `${hidden.startsWith('A') ? 'B' : 'A'}${hidden.slice(1)}`;
    const others = [
      [version, nonce, turned, tag],
      ['v2', nonce, hidden, tag],
      [version, nonce, hidden, tag.slice(0, 6)],
      [version, nonce, hidden],
      [version, nonce.slice(0, 8), hidden, tag],
      [version, nonce, hidden, tag, tag],
    ].map((parts) => parts.join('.'));
    for (const other of [...others, '', secret]) expect(unseal(key, 'youtube', other)).toBe(null);
  });
});

test('a credential is there for its platform, and that of the very host goes first', async () => {
  expect(await credentials.of('mastodon', 'social.example.org')).toBe(null);
  await credentials.set('mastodon', 'for-all-of-them');
  expect(await credentials.of('mastodon', 'social.example.org')).toEqual({ secret: 'for-all-of-them', by: 'platform' });
  await credentials.set('social.example.org', 'for-this-one');
  expect(await credentials.of('mastodon', 'social.example.org')).toEqual({ secret: 'for-this-one', by: 'host' });
  expect(await credentials.of('mastodon', 'elsewhere.example.org')).toEqual({ secret: 'for-all-of-them', by: 'platform' });
  expect(await credentials.of('lemmy', 'elsewhere.example.org')).toBe(null);
});

test('set again, it is the new one, and stays as old as it was; removed, it is gone', async () => {
  await credentials.set('youtube', 'the first');
  now = later;
  await credentials.set('youtube', secret);
  expect(await credentials.of('youtube', 'www.googleapis.com')).toEqual({ secret, by: 'platform' });
  expect(await credentials.names()).toEqual([{ name: 'youtube', createdAt: early, updatedAt: later, problem: null }]);
  expect(await credentials.remove('youtube')).toBe(true);
  expect(await credentials.remove('youtube')).toBe(false);
  expect(await credentials.of('youtube', 'www.googleapis.com')).toBe(null);
});

test('sealed with another key, it says so, and can be set again', async () => {
  await credentials.set('youtube', secret);
  const other = withKey('another-key-after-the-disk-was-lost');
  const message = 'The credential for youtube was sealed with another SECRET_KEY; set it again: hustings credentials set youtube';
  expect(await other.of('youtube', 'www.googleapis.com')).toEqual({ secret: null, by: 'platform', message });
  expect(await other.names()).toEqual([{ name: 'youtube', createdAt: early, updatedAt: early, problem: message }]);
  await other.set('youtube', secret);
  expect(await other.of('youtube', 'www.googleapis.com')).toEqual({ secret, by: 'platform' });
});

test('a row that is copied to another name opens nothing there', async () => {
  await credentials.set('youtube', secret);
  const { sealed, ...row } = await database.manager.findOneByOrFail(CredentialEntity, { name: 'youtube' });
  await database.write((manager) => manager.insert(CredentialEntity, { ...row, name: 'evil.example', sealed }));
  expect(await credentials.of('youtube', 'evil.example')).toMatchObject({ secret: null, by: 'host' });
});

test('nothing of the secret is in the row, nor in what fails', async () => {
  await credentials.set('youtube', secret);
  const rows = await database.manager.find(CredentialEntity);
  expect(JSON.stringify(rows)).not.toContain(secret);
  expect(JSON.stringify(rows)).not.toContain(Buffer.from(secret).toString('base64url').slice(0, 20));
  expect(JSON.stringify(await credentials.names())).not.toContain(rows[0]!.sealed);
  await database.write((manager) => manager.query('DROP TABLE credential'));
  const failure: unknown = await credentials.set('youtube', secret).catch((error: unknown) => error);
  const { message, stack, ...more } = failure as Error;
  expect(message).toContain('credential');
  expect([message, stack, JSON.stringify(more)].join()).not.toContain(secret);
});

test('what waits for it becomes due, and nothing else', async () => {
  const sourceId = await aSource(database);
  const feeds: [string, Partial<FeedEntity>][] = [
    ['https://api.example/of-reader', { reader: 'youtube' }],
    ['https://social.example.org:8443/of-host', { reader: 'mastodon' }],
    ['https://api.example/denied', { reader: 'youtube', outcome: 'refused:denied' }],
    ['https://social.example.org:8443/feed', { reader: null, outcome: 'refused:denied' }],
    ['https://other.example/other', { reader: 'flickr' }],
    ['https://api.example/paused', { reader: 'youtube', state: 'paused' }],
    ['https://api.example/well', { reader: 'youtube', outcome: 'modified' }],
  ];
  await database.write(async (manager) => {
    for (const [url, said] of feeds) {
      const feed = newFeed({ sourceId, url, role: 'comments', title: null, siteUrl: null }, early);
      await manager.insert(FeedEntity, { ...feed, outcome: 'needs-credential', nextPollAt: new Date('2026-05-01'), ...said });
    }
  });
  now = later;
  await credentials.set('youtube', secret);
  expect(await dueAt(later)).toEqual(['/denied', '/of-reader']);
  await credentials.set('social.example.org:8443', secret);
  expect(await dueAt(later)).toEqual(['/denied', '/of-host', '/of-reader']);
});

test('without a usable key nothing is written, and the sentence tells what to do', async () => {
  const keyless = new Credentials(database, new SecretKey(readConfig({ DATABASE_URL: 'sqlite:/dev/null/x.sqlite' })), { now: () => now });
  await expect(keyless.set('youtube', secret)).rejects.toThrow(ConfigError);
  await expect(keyless.of('youtube', 'x.example')).resolves.toBe(null);
  expect(await database.manager.count(CredentialEntity)).toBe(0);
});

describe('a name', () => {
  const platforms = [
    { name: 'youtube', label: 'YouTube', credential: 'A key from https://keys.example/youtube.' },
    { name: 'govuk', label: 'GOV.UK', credential: null },
  ] as Platform[];

  test.each([
    ['youtube', 'youtube'],
    [' YouTube ', 'youtube'],
    ['Social.Example.org', 'social.example.org'],
    ['social.example.org:8443', 'social.example.org:8443'],
    ['social.example.org:443', 'social.example.org'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['127.0.0.1:8080', '127.0.0.1:8080'],
    ['[::1]:8080', '[::1]:8080'],
  ])('%j is %j', (typed, name) => expect(credentialName(typed, platforms)).toEqual({ name }));

  test.each(['tiktok', '', 'https://social.example.org/@press', 'user@social.example.org', 'a b.example', 'x.example/path', '.:.'])(
    '%j is none, and those that take one are named with where to get it',
    (typed) => {
      const { problem } = credentialName(typed, platforms) as { problem: string };
      expect(problem).toContain(`“${typed}” is neither`);
      expect(problem).toContain('youtube: A key from https://keys.example/youtube.');
      expect(problem).not.toContain('govuk');
    },
  );

  test('a platform that is open to all is told apart', () => {
    expect(credentialName('govuk', platforms)).toMatchObject({
      problem: expect.stringContaining('GOV.UK asks for no credential.') as string,
    });
  });
});

test.each([
  ['', 'Nothing was given'],
  ['  \n', 'Nothing was given'],
  ['two\nlines', 'one line'],
  ['geheimer schlüssel', 'plain characters'],
  ['x'.repeat(5000), 'longer'],
])('a secret such as %j is refused, and not repeated', (given, said) => {
  const { error } = credentialSecret.safeParse(given);
  expect(error?.issues[0]?.message).toContain(said);
  if (given.trim() !== '') expect(error?.message).not.toContain(given);
});

async function dueAt(at: Date): Promise<string[]> {
  const rows = await database.manager.find(FeedEntity);
  return rows
    .filter(({ nextPollAt }) => nextPollAt?.getTime() === at.getTime())
    .map(({ url }) => new URL(url).pathname)
    .sort();
}

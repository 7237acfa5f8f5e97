import { ConfigError, readConfig, settings } from '../../../src/modules/config/config.js';

test('with nothing set, everything has its default', () => {
  expect(readConfig({})).toEqual({
    database: { type: 'sqlite', location: './data/hustings.sqlite' },
    queue: { type: 'in-process' },
    host: '127.0.0.1',
    port: 3000,
    openid: null,
    readerAccess: 'public',
    trustedProxies: [],
    websub: 'auto',
    baseUrl: 'http://127.0.0.1:3000',
    allowAddresses: [],
    timezone: 'Europe/London',
    contact: '',
    starter: null,
    hostsAtOnce: 16,
    images: 'proxy',
    given: {},
    hostSpacingMs: 500,
    retryAfter: 'host',
    retention: { days: null, posts: null, editionDays: null },
    mail: null,
    secretKey: null,
    logFormat: 'text',
    metricsToken: null,
    websubHub: null,
  });
});

test('an empty value counts as unset, as a compose file writes it', () => {
  expect(readConfig({ PORT: '', DIGEST_TIMEZONE: ' ' })).toEqual(readConfig({}));
});

test('all that is wrong is said at once, each with its name', () => {
  const problems = problemsOf({
    DATABASE_URL: 'mysql://x',
    PORT: '99999',
    DIGEST_TIMEZONE: 'Atlantis/Centre',
    ALLOW_ADDRESSES: '10.0.0.0/8, nonsense',
    HUSTINGS_STARTER: 'mars',
    BASE_URL: 'ftp://x',
    SECRET_KEY: 'much-too-short',
  });
  expect(problems.map((problem) => problem.split(':')[0])).toEqual([
    'DATABASE_URL',
    'PORT',
    'BASE_URL',
    'ALLOW_ADDRESSES',
    'DIGEST_TIMEZONE',
    'HUSTINGS_STARTER',
    'SECRET_KEY',
  ]);
  expect(problems.join()).not.toContain('much-too-short');
});

test.each([
  ['sqlite:./x.sqlite', { type: 'sqlite', location: './x.sqlite' }],
  ['sqlite::memory:', { type: 'sqlite', location: ':memory:' }],
  ['sqlite:///var/lib/h.sqlite', { type: 'sqlite', location: '/var/lib/h.sqlite' }],
  ['postgres://u@h/db', { type: 'postgres', location: 'postgres://u@h/db' }],
  ['postgresql://u@h/db', { type: 'postgres', location: 'postgresql://u@h/db' }],
])('DATABASE_URL=%s', (url, expected) => {
  expect(readConfig({ DATABASE_URL: url }).database).toEqual(expected);
});

test.each([
  ['', 'sqlite:./x.sqlite', { type: 'in-process' }],
  ['', 'postgres://u@h/db', { type: 'postgres', url: 'postgres://u@h/db' }],
  ['in-process', 'postgres://u@h/db', { type: 'in-process' }],
  ['redis://h/3', 'postgres://u@h/db', { type: 'redis', url: 'redis://h/3' }],
  ['rediss://h', 'sqlite:./x.sqlite', { type: 'redis', url: 'rediss://h' }],
  ['postgresql://u@h/q', 'postgres://u@h/db', { type: 'postgres', url: 'postgresql://u@h/q' }],
])('QUEUE_URL=%s beside %s', (queueUrl, databaseUrl, expected) => {
  expect(readConfig({ DATABASE_URL: databaseUrl, QUEUE_URL: queueUrl }).queue).toEqual(expected);
});

test('a queue that nothing carries is named', () => {
  expect(problemsOf({ QUEUE_URL: 'amqp://h' })).toEqual(['QUEUE_URL: should begin with postgres:// or redis://, or be in-process']);
});

test('single addresses are taken as ranges of one', () => {
  expect(readConfig({ ALLOW_ADDRESSES: '127.0.0.0/8 10.1.2.3,::1' }).allowAddresses).toEqual(['127.0.0.0/8', '10.1.2.3/32', '::1/128']);
});

test('the base address loses its last slash, and an IPv6 host gets its brackets', () => {
  expect(readConfig({ BASE_URL: 'https://digest.example.org/' }).baseUrl).toBe('https://digest.example.org');
  expect(readConfig({ HOST: '::1', PORT: '80' }).baseUrl).toBe('http://[::1]:80');
});

test('mail is off unless both a server and a sender are set', () => {
  expect(readConfig({ MAIL_FROM: 'digest@example.org' }).mail).toBeNull();
  expect(readConfig({ SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: 'digest@example.org' }).mail).toEqual({
    host: 'mail.example.org',
    port: 587,
    secure: false,
    auth: null,
    from: { name: 'Hustings', address: 'digest@example.org' },
  });
  expect(readConfig({ SMTP_URL: 'smtps://ann%40x:a%2Fb@[::1]:2465', MAIL_FROM: '"The digest" <d@example.org>' }).mail).toEqual({
    host: '::1',
    port: 2465,
    secure: true,
    auth: { user: 'ann@x', pass: 'a/b' },
    from: { name: 'The digest', address: 'd@example.org' },
  });
});

test.each([
  [{ SMTP_URL: 'mail.example.org', MAIL_FROM: 'd@example.org' }, 'SMTP_URL'],
  [{ SMTP_URL: 'smtp://a:%zz@mail.example.org', MAIL_FROM: 'd@example.org' }, 'SMTP_URL'],
  [{ SMTP_URL: 'smtp://mail.example.org' }, 'MAIL_FROM'],
  [{ SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: 'The digest' }, 'MAIL_FROM'],
  [{ MAIL_FROM: 'The digest <d@example.org>\nBcc: x@example.org' }, 'MAIL_FROM'],
])('mail settings that cannot work are said: %j', (env, name) => {
  const problems = problemsOf(env);
  expect(problems.map((problem) => problem.split(':')[0])).toEqual([name]);
});

test('every setting says what it means', () => {
  for (const setting of settings) expect(setting.meaning.length).toBeGreaterThan(15);
});

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test('what is set may be shown, but for what is secret', () => {
  const { given } = readConfig({
    DATABASE_URL: 'postgres://ada:hidden@db.example/hustings',
    SMTP_URL: 'smtp://ada@example.org:hidden@mail.example:587',
    MAIL_FROM: 'a@example.org',
    SECRET_KEY: 'x'.repeat(40),
    PORT: ' 4000 ',
    HOST: '',
    UNKNOWN: 'hidden',
  });
  expect(given).toEqual({
    DATABASE_URL: 'postgres://ada:…@db.example/hustings',
    SMTP_URL: 'smtp://…@mail.example:587',
    MAIL_FROM: 'a@example.org',
    SECRET_KEY: '',
    PORT: '4000',
  });
});

test('signing in elsewhere needs all that the provider asks for', () => {
  expect(() => readConfig({ OPENID_ISSUER: 'https://login.example' })).toThrow(
    /OPENID_CLIENT_ID: should be set.*\n.*OPENID_CLIENT_SECRET: should be set/,
  );
  expect(readConfig({ OPENID_ISSUER: 'https://login.example', OPENID_CLIENT_ID: 'a', OPENID_CLIENT_SECRET: 'b' }).openid).toEqual({
    issuer: 'https://login.example',
    clientId: 'a',
    clientSecret: 'b',
    name: 'OpenID',
    role: null,
  });
});

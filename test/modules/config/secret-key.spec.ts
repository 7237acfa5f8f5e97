import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ConfigError, readConfig } from '../../../src/modules/config/config.js';
import { SecretKey } from '../../../src/modules/config/secret-key.js';
import { projectRoot } from '../../support/cli.js';

const given = 'correct-horse-battery-staple-and-more';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hustings-key-'));
  file = join(folder, 'data', 'secret.key');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function keyFor(env: Record<string, string> = {}): SecretKey {
  return new SecretKey(readConfig({ DATABASE_URL: `sqlite:${folder}/data/hustings.sqlite`, ...env }));
}

test('each purpose has a key of its own, the same every time', () => {
  const key = keyFor({ SECRET_KEY: given });
  expect(key.derive('credentials')).toHaveLength(32);
  expect(key.derive('credentials')).toEqual(keyFor({ SECRET_KEY: given }).derive('credentials'));
  expect(key.derive('credentials')).not.toEqual(key.derive('sessions'));
  expect(key.derive('credentials')).not.toEqual(keyFor({ SECRET_KEY: `${given}!` }).derive('credentials'));
  expect(existsSync(file)).toBe(false);
});

test('without a setting, a file beside the database is made at the first need, for this user only, and holds from then on', () => {
  const key = keyFor();
  expect(existsSync(file)).toBe(false);
  const derived = key.derive('credentials');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toMatch(/^[\w-]{43}\n$/);
  expect(readdirSync(join(folder, 'data'))).toEqual(['secret.key']);
  expect(keyFor().derive('credentials')).toEqual(derived);
  // What the file holds can be carried to another machine as the setting.
  expect(keyFor({ SECRET_KEY: readFileSync(file, 'utf8') }).derive('credentials')).toEqual(derived);
});

test('processes that start at once end up with one key', async () => {
  const module = join(projectRoot, 'dist/modules/config/secret-key.js');
  const database = { type: 'sqlite', location: join(folder, 'data', 'hustings.sqlite') };
  const script = `const { SecretKey } = await import(${JSON.stringify(module)});
    while (Date.now() < ${Date.now() + 1500});
    process.stdout.write(new SecretKey(${JSON.stringify({ secretKey: null, database })}).derive('x').toString('hex'));`;
  // They wait for each other: what takes another's place, or reads half a file, shows then.
  const keys = await Promise.all(Array.from({ length: 4 }, () => output(script)));
  expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(keys).size).toBe(1);
  expect(readdirSync(join(folder, 'data'))).toEqual(['secret.key']);
});

test('a database in memory has a key for as long as the process runs', () => {
  const key = keyFor({ DATABASE_URL: 'sqlite::memory:' });
  expect(key.derive('x')).toEqual(key.derive('x'));
  expect(keyFor({ DATABASE_URL: 'sqlite::memory:' }).derive('x')).not.toEqual(key.derive('x'));
});

test.each([
  ['', 'is empty'],
  ['\n', 'is empty'],
  ['only-a-part-of-a-key', 'is cut off'],
])('a file that holds %j is never overwritten', (held, said) => {
  mkdirSync(join(folder, 'data'));
  writeFileSync(file, held);
  const problem = problemOf(keyFor());
  expect(problem).toContain(`${file} ${said}`);
  expect(problem).toContain('backup');
  expect(held === '\n' || held === '' || !problem.includes(held)).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe(held);
});

test('a file that cannot be read, and a folder that cannot be written, are sentences that say what to do', () => {
  mkdirSync(file, { recursive: true });
  expect(problemOf(keyFor())).toMatch(/secret\.key cannot be read \(EISDIR\)\. .*set SECRET_KEY/);
  const notes = join(folder, 'notes.txt');
  writeFileSync(notes, 'no folder');
  expect(problemOf(keyFor({ DATABASE_URL: `sqlite:${notes}/data/hustings.sqlite` }))).toMatch(
    /secret\.key .*cannot be written \(ENOTDIR\)\. .*set SECRET_KEY/,
  );
  rmSync(join(folder, 'data'), { recursive: true });
  mkdirSync(join(folder, 'data'));
  chmodSync(join(folder, 'data'), 0o500);
  // The superuser may write everywhere.
  if (process.getuid?.() !== 0) expect(problemOf(keyFor())).toMatch(/cannot be written \(EACCES\)/);
});

test('an object that is printed by mistake does not tell the key', () => {
  const key = keyFor({ SECRET_KEY: given });
  expect(inspect(key, { showHidden: true, depth: 9 }) + JSON.stringify(key)).not.toContain(given);
});

function problemOf(key: SecretKey): string {
  try {
    key.derive('x');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  return 'none';
}

function output(script: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (data: Buffer) => (text += data.toString()));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', () => done(text));
  });
}

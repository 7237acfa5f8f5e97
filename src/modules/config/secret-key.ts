import { hkdfSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Config, ConfigError, SECRET_KEY_CHARS_MIN } from './config.js';

/**
 * The one secret of this installation: `SECRET_KEY`, or a file beside the database that is made when it is first needed.
 * Everything that is sealed or signed gets a key of its own from it, so that none of them opens another.
 */
export class SecretKey {
  /** Private to the running program too: an object that is printed by mistake does not tell it. */
  #key: string | null;
  readonly #file: string | null;

  constructor({ secretKey, database }: Pick<Config, 'secretKey' | 'database'>) {
    this.#key = secretKey;
    this.#file = secretKey === null ? fileOf(database) : null;
  }

  /** The file that keeps it; null where it stands in `SECRET_KEY`. */
  get file(): string | null {
    return this.#file;
  }

  /**
   * 32 bytes for one purpose, always the same. Throws `ConfigError` where the file can be neither read nor made.
   * @param purpose such as `credentials`; the name is part of the key, so it must stay
   */
  derive(purpose: string): Buffer {
    this.#key ??= this.#file === null ? newKey() : keyOf(this.#file);
    return Buffer.from(hkdfSync('sha256', this.#key, '', `hustings:${purpose}`, 32));
  }
}

/** A database in memory ends with the process, and so does its key. */
function fileOf({ type, location }: Config['database']): string | null {
  if (type === 'postgres') return resolve('data/secret.key');
  return location === ':memory:' ? null : resolve(dirname(location), 'secret.key');
}

function newKey(): string {
  return randomBytes(32).toString('base64url');
}

/** Another process may make the file at the same instant: what stands there afterwards holds for both. */
function keyOf(file: string): string {
  const key = read(file) ?? (make(file), read(file)) ?? '';
  if (key.length >= SECRET_KEY_CHARS_MIN) return key;
  throw new ConfigError([
    `SECRET_KEY: the file ${file} is ${key === '' ? 'empty' : 'cut off'}. Bring it back from a backup. Where there is none, delete it: a new one is made, and credentials have to be set again.`,
  ]);
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new ConfigError([
      `SECRET_KEY: the file ${file} cannot be read (${code}). Let this user read it, or set SECRET_KEY to what it holds.`,
    ]);
  }
}

function make(file: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, `${newKey()}\n`, { flag: 'wx', mode: 0o600, flush: true });
    try {
      // A link appears with all that is in the file, and never in the place of another: nobody reads half a key, and none is overwritten.
      linkSync(draft, file);
    } finally {
      rmSync(draft, { force: true });
    }
  } catch (error) {
    const { code = '', syscall } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && syscall === 'link') return;
    throw new ConfigError([
      `SECRET_KEY: it is not set, and the file ${file} that should keep one cannot be written (${code}). Make the folder writable for this user, or set SECRET_KEY.`,
    ]);
  }
}

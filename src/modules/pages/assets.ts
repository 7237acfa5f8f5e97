import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of public/, read once. Their address holds a fingerprint of all of them, so that browsers may keep them for ever. */
export class Assets {
  /** Where they are served: `/assets/FINGERPRINT/`. */
  readonly prefix: string;
  private readonly files = new Map<string, string>();

  constructor(readonly folder: string) {
    const hash = createHash('sha256');
    for (const name of readdirSync(folder).sort()) {
      const text = readFileSync(join(folder, name), 'utf8');
      hash.update(name).update('\0').update(text).update('\0');
      this.files.set(name, text);
    }
    this.prefix = `/assets/${hash.digest('hex').slice(0, 12)}/`;
  }

  url(name: string): string {
    this.text(name);
    return this.prefix + name;
  }

  text(name: string): string {
    const text = this.files.get(name);
    if (text === undefined) throw new Error(`There is no ${name} in public/`);
    return text;
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Platform } from '../src/feeds/platform.js';
import { settings } from '../src/modules/config/config.js';
import { loadPlatforms } from '../src/modules/sources/platforms.js';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

test('the table of settings is the schema’s', () => {
  const rows = settings.map(
    ({ name, default: value, meaning }) => `| \`${name}\` | ${value === '' ? 'none' : `\`${value}\``} | ${meaning} |`,
  );
  const table = ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n');
  const [, written] = /<!-- settings -->\n([\s\S]*?)\n?<!-- \/settings -->/.exec(readme) ?? [];
  expect(written).toBe(table);
});

test('the table of platforms is what their files say', async () => {
  const text = readFileSync(join(import.meta.dirname, '../docs/platforms.md'), 'utf8');
  const rows = (await loadPlatforms()).map(
    (platform) => `| ${platform.label} | ${platform.offers} | ${needs(platform)} | ${rate(platform)} |`,
  );
  const [, written] = /<!-- platforms -->\n([\s\S]*?)\n?<!-- \/platforms -->/.exec(text) ?? [];
  expect(written).toBe(
    [
      '| platform | what its documents offer of a discussion | what an admin must bring | rate kept, for a host |',
      '|---|---|---|---|',
      ...rows,
    ].join('\n'),
  );
});

function needs({ name, credential }: Platform): string {
  return credential === null ? 'nothing' : `${credential} \`hustings credentials set ${name}\``;
}

function rate({ rate: kept }: Platform): string {
  return kept === null ? 'our usual pause' : `${kept.requests.toLocaleString('en-GB')} in ${kept.perMs / 60_000} min`;
}

test('every file that the README names is there', () => {
  const paths = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1]!);
  const missing = paths.filter((path) => !readable(path));
  expect(missing).toEqual([]);
});

function readable(path: string): boolean {
  try {
    readFileSync(join(import.meta.dirname, '..', path));
    return true;
  } catch {
    return false;
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settings } from '../src/modules/config/config.js';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

test('the table of settings is the schema’s', () => {
  const rows = settings.map(
    ({ name, default: value, meaning }) => `| \`${name}\` | ${value === '' ? 'none' : `\`${value}\``} | ${meaning} |`,
  );
  const table = ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n');
  const [, written] = /<!-- settings -->\n([\s\S]*?)\n?<!-- \/settings -->/.exec(readme) ?? [];
  expect(written).toBe(table);
});

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

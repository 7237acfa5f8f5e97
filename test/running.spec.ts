/** What the program is run by, held to what the program is. Nothing of it is executed here. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { Command } from 'commander';
import { parse } from 'yaml';
import { settings } from '../src/modules/config/config.js';
import { YOUNG_GENERATION_MB } from '../src/modules/config/thread-memory.js';
import { isProbe } from '../src/modules/pages/probes.js';
import { registerServeCommand } from '../src/serve.command.js';
import { projectRoot } from './support/cli.js';

interface Service {
  image: string;
  profiles: string[];
  command?: string[];
  environment: Record<string, string>;
  read_only?: boolean;
}

/** Of Node, Docker, Compose and the image of PostgreSQL; all others are ours. */
const OF_OTHERS = ['NODE_ENV', 'PUBLISH', 'POSTGRES_USER', 'POSTGRES_DB', 'POSTGRES_PASSWORD'];

const read = (name: string) => readFileSync(join(projectRoot, name), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  engines: { node: string };
  bin: Record<string, string>;
  scripts: Record<string, string>;
};
const dockerfile = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, ' ')
  .split('\n');
const composeText = read('compose.yaml');
const compose = parse(composeText, { merge: true }) as { services: Record<string, Service> };
const unit = read('hustings.service');

const strangers = (names: Iterable<string>) =>
  [...new Set(names)].filter((name) => !OF_OTHERS.includes(name) && !settings.some((setting) => setting.name === name));
const instructions = (name: string) => dockerfile.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));

test('every setting that they name is one', () => {
  const image = instructions('ENV').flatMap((line) => [...line.matchAll(/(\w+)=/g)].map(([, name]) => name!));
  const services = Object.values(compose.services).flatMap(({ environment }) => Object.keys(environment));
  const asked = [...composeText.matchAll(/\$\{(\w+)/g)].map(([, name]) => name!);
  const machine = [...unit.matchAll(/^Environment=(\w+)=/gm)].map(([, name]) => name!);
  const guide = [...read('docs/running.md').matchAll(/\b([A-Z]+_[A-Z_]+)\b/g)]
    .map(([, name]) => name!)
    .filter((name) => name !== 'NODE_OPTIONS');
  for (const names of [image, services, asked, machine, guide]) {
    expect(names.length).toBeGreaterThan(1);
    expect(strangers(names)).toEqual([]);
  }
});

test('they run it with the memory that npm start gives it, which is what its threads have', () => {
  const flags = manifest.scripts.start!.match(/--\S+/g)!;
  expect(flags).toContain(`--max-semi-space-size=${YOUNG_GENERATION_MB / 3}`);
  expect(JSON.parse(instructions('ENTRYPOINT')[0]!)).toEqual(['node', ...flags, expect.any(String)]);
  expect(unit).toContain(`ExecStart=/usr/bin/node ${flags.join(' ')} `);
});

test('the image has the Node that the package asks for, builds with it and runs with it', () => {
  const [least = ''] = /\d+/.exec(manifest.engines.node) ?? [];
  expect(instructions('FROM')).toEqual([`node:${least}-slim AS build`, `node:${least}-slim`]);
  expect(dockerfile.join('\n')).toContain('RUN npm ci');
  expect(manifest.scripts).toHaveProperty('build');
  expect(dockerfile.join('\n')).toContain(`ln -s /app/${manifest.bin.hustings} /usr/local/bin/hustings`);
});

test('the image has all that the program reads, and the build is given all that the image takes', () => {
  const copied = instructions('COPY')
    .filter((line) => !line.startsWith('--from'))
    .flatMap((line) => line.split(' ').slice(0, -1));
  expect(copied.filter((name) => !existsSync(join(projectRoot, name)))).toEqual([]);
  // As `src` names them from where it is compiled to.
  for (const folder of ['package.json', 'bin', 'public', 'sample', 'starter', 'templates']) expect(copied).toContain(folder);
  const ignore = read('.dockerignore').split('\n');
  expect(ignore).toContain('*');
  expect(copied.filter((name) => !ignore.includes(`!${name}`))).toEqual([]);
});

test('the image runs as nobody in particular, keeps its data in one place, and asks a page of ours whether it is well', () => {
  expect(instructions('USER')).toEqual(['node']);
  expect(instructions('VOLUME')).toEqual(['/data']);
  expect(instructions('ENV').join()).toContain('DATABASE_URL=sqlite:/data/hustings.sqlite');
  const [check = ''] = instructions('HEALTHCHECK');
  expect(isProbe(/'(\/\w+)'/.exec(check)?.[1] ?? '')).toBe(true);
  expect(() => new Script((JSON.parse(/CMD (\[.*\])$/.exec(check)?.[1] ?? '[]') as string[])[2] ?? ')')).not.toThrow();
});

test('what Compose starts are commands and roles that there are, on a file system that is read-only', () => {
  const program = new Command();
  registerServeCommand(program);
  const roles = program.commands[0]?.options.find(({ long }) => long === '--role')?.argChoices ?? [];
  const ours = Object.entries(compose.services).filter(([, { image }]) => image === 'hustings');
  expect(ours.map(([name, { profiles }]) => [name, profiles])).toEqual([
    ['hustings', ['one']],
    ['web', ['many']],
    ['worker', ['many']],
  ]);
  for (const [, { command = ['serve', '--role', 'all'], read_only: isReadOnly }] of ours) {
    expect([command[0], isReadOnly]).toEqual(['serve', true]);
    expect(roles).toContain(command[2]);
  }
});

test('the unit starts what the build makes, and may write where its database is', () => {
  const [, file = ''] = /^ExecStart=\/usr\/bin\/node \/opt\/hustings\/(\S+)$/m.exec(unit) ?? [];
  expect(existsSync(join(projectRoot, file.replace(/^dist\/(.*)\.js$/, 'src/$1.ts')))).toBe(true);
  const [, folder] = /^StateDirectory=(\w+)$/m.exec(unit) ?? [];
  expect(unit).toContain(`DATABASE_URL=sqlite:/var/lib/${folder}/`);
  for (const line of ['DynamicUser=yes', 'ProtectSystem=strict', 'NoNewPrivileges=yes']) expect(unit.split('\n')).toContain(line);
});

#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

// A fresh clone has not been built yet: do it once, quietly, so that standard output stays the command's.
if (!existsSync(`${root}dist/cli.js`)) {
  const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (build.status !== 0) {
    process.stderr.write('Hustings could not be built. Run `npm ci` in its folder, then try again.\n');
    process.exit(1);
  }
}

const { run } = await import('../dist/cli.js');
process.exitCode = await run(process.argv.slice(2));

import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { entities } from '../../../src/entities.js';
import { openDatabase } from '../../../src/modules/database/data-source.js';
import { Database } from '../../../src/modules/database/database.js';
import { projectRoot } from '../../support/cli.js';
import { onPostgres } from '../../support/database.js';
import { fill } from '../../support/filled.js';

/** Runs a command, and kills it so long after a file with this ending appeared in the folder. Gives whether it was killed before its end. */
async function killed(args: string[], location: string, folder: string, ending: string, afterMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [join(projectRoot, 'bin/hustings.js'), ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: `sqlite:${location}` },
    cwd: projectRoot,
    stdio: 'ignore',
  });
  const watcher = watch(folder, (_event, name) => {
    if (name?.endsWith(ending)) void sleep(afterMs).then(() => child.kill('SIGKILL'));
  });
  const signal = await new Promise((ended) => child.once('exit', (_code, by) => ended(by)));
  watcher.close();
  return signal === 'SIGKILL';
}

const titles = (file: string) => {
  const database = new Sqlite(file, { fileMustExist: true });
  const [integrity] = database.pragma('integrity_check') as { integrity_check: string }[];
  const rows = database.prepare('SELECT COUNT(*) FROM source').pluck().get();
  database.close();
  return { integrity: integrity?.integrity_check, rows };
};

// Files of SQLite alone: PostgreSQL has no part in it.
(onPostgres ? test.skip : test)('who kills a backup or a restore finds what was there before, or all of the new', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hustings-killed-'));
  try {
    const [full, old] = [join(folder, 'full.sqlite'), join(folder, 'old.sqlite')];
    for (const [location, work] of [
      [full, fill],
      [
        old,
        (database: Database) =>
          database.write((manager) => manager.query(`INSERT INTO source (slug, title, created_at) VALUES ('old', 'Old', 0)`)),
      ],
    ] as const) {
      const database = new Database(await openDatabase({ type: 'sqlite', location }, entities));
      await work(database);
      await database.onApplicationShutdown();
    }
    const { rows } = titles(full);
    let kills = 0;
    for (const afterMs of [0, 5, 20, 60, 150]) {
      const location = join(folder, `data-${afterMs}.sqlite`);
      copyFileSync(old, location);
      if (await killed(['restore', full, '--over'], location, folder, '.restoring', afterMs)) kills++;
      const found = titles(location);
      expect(found).toEqual({ integrity: 'ok', rows: found.rows === 1 ? 1 : rows });
      // However it ended, it can be done again.
      if (found.rows === 1) expect(await killed(['restore', full, '--over'], location, folder, '.never', 0)).toBe(false);
      expect(titles(location)).toEqual({ integrity: 'ok', rows });
    }
    for (const afterMs of [0, 10]) {
      const backup = join(folder, `backup-${afterMs}.sqlite`);
      if (await killed(['backup', backup], full, folder, '.partial', afterMs)) kills++;
      if (existsSync(backup)) expect(titles(backup)).toEqual({ integrity: 'ok', rows });
    }
    expect(kills).toBeGreaterThan(1);
    expect(readdirSync(folder)).toContain('full.sqlite');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

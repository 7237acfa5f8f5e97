import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './cli.js';

/** Runs `bench/fuzz.mjs` on the project's own documents, in a process of its own: its readers are the compiled ones. */
export async function fuzz(...args: string[]): Promise<{ code: number | null; out: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'hustings-fuzz-'));
  const child = spawn(process.execPath, [join(projectRoot, 'bench/fuzz.mjs'), '--own', '--keep', folder, ...args], { cwd: projectRoot });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (out += data.toString()));
  const code = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done));
  rmSync(folder, { recursive: true });
  return { code, out };
}

import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const projectRoot = join(import.meta.dirname, '../..');

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the command line as a user does, in a process of its own, with these settings and no others; `input` is piped to it. */
export function hustings(args: string[], env: Record<string, string> = {}, input = ''): Promise<Ran> {
  const child = spawn(process.execPath, [join(projectRoot, 'bin/hustings.js'), ...args], {
    env: { PATH: process.env.PATH, ...env },
    cwd: projectRoot,
  });
  child.stdin.on('error', () => undefined).end(input);
  const ran: Ran = { code: null, out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => (ran.out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (ran.err += data.toString()));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ ...ran, code }));
  });
}

/** What it printed: one JSON object a line. */
export function jsonLines({ out }: Pick<Ran, 'out'>): Record<string, unknown>[] {
  return out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from './cli.js';

/** A process of the program that serves in some role, as an operator starts it. */
export class WorkerProcess {
  log = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;

  constructor(env: Record<string, string>, role = 'worker') {
    this.child = spawn(process.execPath, [join(projectRoot, 'bin/hustings.js'), 'serve', '--role', role], {
      cwd: projectRoot,
      env: { PATH: process.env.PATH, PORT: '0', NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', (data: Buffer) => (this.log += data.toString()));
    this.ended = once(this.child, 'exit');
  }

  /** Where it serves; null until it is up. */
  get url(): string | null {
    return /http:\/\/127\.0\.0\.1:\d+/.exec(this.log)?.[0] ?? null;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async up(): Promise<string> {
    while (this.url === null) {
      if (this.hasEnded) throw new Error(`It has ended:\n${this.log}`);
      await new Promise((done) => setTimeout(done, 50));
    }
    return this.url;
  }

  /** SIGSTOP holds it, SIGCONT lets it go on. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Resolves with the milliseconds that it took. */
  async end(signal: NodeJS.Signals): Promise<number> {
    const sinceMs = performance.now();
    this.child.kill(signal);
    await this.ended;
    return performance.now() - sinceMs;
  }
}

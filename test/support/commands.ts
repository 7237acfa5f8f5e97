import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Command, CommanderError } from 'commander';
import { AppModule } from '../../src/app.module.js';
import { exitCodeOf } from '../../src/exit-code.js';
import { CommandRecorder } from '../../src/modules/accounts/command-recorder.js';
import { readConfig } from '../../src/modules/config/config.js';
import type { OpenApplication } from '../../src/modules/config/with-application.js';
import { freshDatabase } from './database.js';

export type Register = (program: Command, open: OpenApplication) => void;

/** Commands as `src/cli.ts` runs them, in this process, on a database and in a folder of the test's own. */
export class Commands {
  private constructor(
    private readonly registers: readonly Register[],
    readonly folder: string,
    private readonly databaseUrl: string,
    private readonly drop: () => Promise<void>,
    /** Of the environment, beside the database. */
    public settings: Record<string, string>,
  ) {}

  static async start(registers: readonly Register[], settings: Record<string, string> = {}): Promise<Commands> {
    const folder = mkdtempSync(join(tmpdir(), 'hustings-commands-'));
    const { config, url, drop } = await freshDatabase();
    return new Commands(registers, folder, config.type === 'sqlite' ? `sqlite:${join(folder, 'test.sqlite')}` : url, drop, settings);
  }

  /** For a process of its own. */
  get environment(): Record<string, string> {
    return { DATABASE_URL: this.databaseUrl, ...this.settings };
  }

  open(): Promise<INestApplicationContext> {
    const config = readConfig(this.environment);
    return NestFactory.createApplicationContext(AppModule.of(config, 'none'), { logger: false });
  }

  /** Runs one, and gives what it printed. */
  async run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const ran = { code: 0, out: '', err: '' };
    const out = jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((ran.out += String(text)), true));
    const err = jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((ran.err += String(text)), true));
    const program = new Command('hustings').exitOverride().configureOutput({ writeErr: (text) => void (ran.err += text) });
    const recorder = new CommandRecorder(() => this.open());
    for (const register of this.registers) register(program, recorder.open);
    try {
      await recorder.run(program, args);
      ran.code = Number(process.exitCode ?? 0);
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      ran.code = exitCodeOf(error);
    } finally {
      process.exitCode = undefined;
      out.mockRestore();
      err.mockRestore();
    }
    return ran;
  }

  /** The same, with something on its standard input. */
  async runPiped(input: string, ...args: string[]): ReturnType<Commands['run']> {
    const given = Readable.from([Buffer.from(input)], { objectMode: false }) as unknown as typeof process.stdin;
    const stdin = jest.spyOn(process, 'stdin', 'get').mockReturnValue(given);
    try {
      return await this.run(...args);
    } finally {
      stdin.mockRestore();
    }
  }

  /** A file in the folder: its path. */
  file(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  async close(): Promise<void> {
    await this.drop();
    rmSync(this.folder, { recursive: true });
  }
}

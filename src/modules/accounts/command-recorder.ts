import type { INestApplicationContext } from '@nestjs/common';
import { type Command, CommanderError } from 'commander';
import { changeOf } from '../config/command-kind.js';
import type { OpenApplication } from '../config/with-application.js';
import { COMMAND_STATUS } from './audit-outcome.js';
import { Audit, COMMAND_LINE, type Deed as AuditDeed } from './audit.js';

interface Deed {
  id: number;
  fields: Record<string, unknown>;
  inParts: boolean;
}

/** Writes down what commands change, as it is written down of pages: before it is done, and with its outcome after. No command can forget it. */
export class CommandRecorder {
  private app: INestApplicationContext | null = null;
  private deed: Deed | null = null;

  constructor(private readonly openApplication: OpenApplication) {}

  /** For commands. What changes something works in the application that it is written down in, which stays open until its outcome is. */
  readonly open: OpenApplication = () => (this.app ? Promise.resolve(keptOpen(this.app)) : this.openApplication());

  /** Runs one command of a program. What it throws is thrown on. */
  async run(program: Command, args: string[]): Promise<void> {
    program.hook('preAction', (_program, command) => this.begin(command));
    try {
      await program.parseAsync(args, { from: 'user' });
      await this.end(this.statusOf(Number(process.exitCode ?? 0)));
    } catch (error) {
      // Whoever ran it has to hear of that, and not of a log that cannot be written either.
      await this.end(error instanceof CommanderError ? COMMAND_STATUS.wrongUsage : COMMAND_STATUS.failed).catch(() => undefined);
      throw error;
    } finally {
      await this.app?.close();
    }
  }

  private async begin(command: Command): Promise<void> {
    const change = changeOf(command);
    if (!change) return;
    this.app = await this.openApplication();
    const fields = saidBy(command);
    const deed: AuditDeed = { accountId: null, actor: COMMAND_LINE, means: 'command', action: nameOf(command), target: '', fields };
    this.deed = { id: await this.app.get(Audit).begin(deed), fields, ...change };
  }

  private async end(status: number): Promise<void> {
    if (this.app && this.deed) await this.app.get(Audit).end(this.deed.id, status, this.deed.fields);
  }

  private statusOf(exitCode: number): number {
    if (exitCode === 0) return COMMAND_STATUS.done;
    if (exitCode === 2) return COMMAND_STATUS.wrongUsage;
    return this.deed?.inParts ? COMMAND_STATUS.inPart : COMMAND_STATUS.refused;
  }
}

/** The same, for a command that closes what it works in. */
function keptOpen(app: INestApplicationContext): INestApplicationContext {
  return new Proxy(app, {
    get: (target, name) => (name === 'close' ? () => Promise.resolve() : (Reflect.get(target, name) as unknown)),
  });
}

/** `feeds add`. */
function nameOf(command: Command): string {
  const [, ...names] = [command, ...ancestorsOf(command)].map((each) => each.name()).reverse();
  return names.join(' ');
}

function ancestorsOf({ parent }: Command): Command[] {
  return parent ? [parent, ...ancestorsOf(parent)] : [];
}

/** What was typed, by the names of arguments and options; not what it was made into, nor what nobody said. */
function saidBy(command: Command): Record<string, unknown> {
  const given = command.registeredArguments.map((argument, place): [string, unknown] => [
    argument.name(),
    argument.variadic ? command.args.slice(place) : command.args[place],
  ]);
  const chosen = Object.entries(command.opts()).filter(([name]) => name !== 'json' && command.getOptionValueSource(name) === 'cli');
  return JSON.parse(JSON.stringify(Object.fromEntries([...given, ...chosen]))) as Record<string, unknown>;
}

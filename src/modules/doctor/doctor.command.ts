import type { Command } from 'commander';
import { Clock } from '../clock/clock.js';
import { reads } from '../config/command-kind.js';
import { type Config, ConfigError } from '../config/config.js';
import { examine } from './doctor.js';
import { failed, type Finding } from './finding.js';

/** Opens nothing of the program: it is for when that does not open. */
export function registerDoctorCommand(program: Command, read: () => Config): void {
  reads(program.command('doctor'))
    .description('Look at settings, database, queue, clock, disk, network and mail, and say what to do. Changes nothing.')
    .option('--json', 'print one JSON object')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await findingsOf(read);
      const isWell = findings.every(({ state }) => state !== 'failed');
      process.stdout.write(json ? `${JSON.stringify({ ok: isWell, findings })}\n` : findings.map(line).join(''));
      if (!isWell) process.exitCode = 1;
    });
}

async function findingsOf(read: () => Config): Promise<Finding[]> {
  try {
    const clock = new Clock();
    return await examine(read(), () => clock.now());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [failed('settings', `These need mending, before anything else can be looked at: ${error.problems.join('; ')}.`)];
  }
}

function line({ check, state, message }: Finding): string {
  return `${state.padEnd(8)} ${check.padEnd(9)} ${message}\n`;
}

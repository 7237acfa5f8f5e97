import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { changes } from '../config/command-kind.js';
import { FirstRun } from './first-run.js';

export function registerSampleCommand(program: Command, open: () => Promise<INestApplicationContext>): void {
  const sample = program.command('sample').description('The conversation that a new installation shows.');
  changes(sample.command('remove'))
    .description('Remove the sample and everything in it.')
    .option('--json', 'print one JSON object')
    .action(async ({ json }: { json?: boolean }) => {
      const app = await open();
      try {
        const sources = await app.get(FirstRun).removeSample();
        const words = sources === 0 ? 'There is no sample to remove.' : 'The sample is gone.';
        process.stdout.write(json ? `${JSON.stringify({ sources })}\n` : `${words}\n`);
      } finally {
        await app.close();
      }
    });
}

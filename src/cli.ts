import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Command } from 'commander';
import { AppModule } from './app.module.js';
import { entities } from './entities.js';
import { exitCodeOf } from './exit-code.js';
import { CommandLogger } from './logger.js';
import { registerAlertsCommands } from './modules/alerts/alerts.command.js';
import { registerCodeCommand } from './modules/coding/code.command.js';
import { registerCodebookCommands } from './modules/coding/codebook.command.js';
import { CommandRecorder } from './modules/accounts/command-recorder.js';
import { registerUsersCommands } from './modules/accounts/users.command.js';
import { works } from './modules/config/command-kind.js';
import { configFromEnvironment } from './modules/config/config.module.js';
import type { OpenApplication } from './modules/config/with-application.js';
import { registerCopyingCommands } from './modules/copying/copying.command.js';
import { registerDigestCommand } from './modules/digests/digest.command.js';
import { registerDoctorCommand } from './modules/doctor/doctor.command.js';
import { registerEngagementCommand } from './modules/exports/engagement.command.js';
import { registerExportCommand } from './modules/exports/export.command.js';
import { registerMailCommands } from './modules/mail/mail.command.js';
import { registerMcpCommand } from './modules/mcp/mcp.command.js';
import { registerEntitiesCommands } from './modules/mentions/entities.command.js';
import { registerParseCommand } from './modules/polling/parse.command.js';
import { registerPollCommand } from './modules/polling/poll.command.js';
import { registerPurgeCommand } from './modules/retention/purge.command.js';
import { registerSearchCommand } from './modules/search/search.command.js';
import { registerCredentialsCommands } from './modules/sources/credentials.command.js';
import { registerAffiliationsCommands } from './modules/posts/affiliations.command.js';
import { registerImportCommand } from './modules/posts/import.command.js';
import { registerSampleCommand } from './modules/samples/sample.command.js';
import { registerFeedsCommands } from './modules/sources/feeds.command.js';
import { registerWatchesCommands } from './modules/watches/watches.command.js';
import { registerServeCommand } from './serve.command.js';

/** Runs one command and gives its exit code: 0 done, 1 failed, 2 wrong usage. */
export async function run(args: string[]): Promise<number> {
  const recorder = new CommandRecorder(openApplication);
  try {
    await recorder.run(programOf(recorder.open), args);
    return process.exitCode === undefined ? 0 : Number(process.exitCode);
  } catch (error) {
    return exitCodeOf(error);
  }
}

/** All commands that there are. */
export function programOf(open: OpenApplication): Command {
  const program = new Command('hustings').description('Listens to the conversation between government and public.').exitOverride();
  registerServeCommand(program);
  registerFeedsCommands(program, open);
  registerPollCommand(program, open);
  registerParseCommand(program);
  registerImportCommand(program, open);
  registerExportCommand(program, open);
  registerEngagementCommand(program, open);
  registerDigestCommand(program, open);
  registerSearchCommand(program, open);
  registerWatchesCommands(program, open);
  registerMailCommands(program, open);
  registerAlertsCommands(program, open);
  registerEntitiesCommands(program, open);
  registerCredentialsCommands(program, open);
  registerAffiliationsCommands(program, open);
  registerCodebookCommands(program, open);
  registerCodeCommand(program, open);
  registerUsersCommands(program, open);
  registerSampleCommand(program, open);
  registerMcpCommand(program, open);
  registerPurgeCommand(program, open);
  registerCopyingCommands(program, open, entities);
  registerDoctorCommand(program, configFromEnvironment);
  works(program.command('migrate'))
    .description('Create the database, or bring it up to date.')
    .action(async () => {
      await (await open()).close();
      process.stdout.write('The database is up to date.\n');
    });
  return program;
}

/** Everything but the server: what a command needs to do its one thing. */
function openApplication(): Promise<INestApplicationContext> {
  const config = configFromEnvironment();
  return NestFactory.createApplicationContext(AppModule.of(config, 'none'), {
    logger: new CommandLogger({ json: config.logFormat === 'json' }),
    abortOnError: false,
  });
}

import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type Command, Option } from 'commander';
import { AppModule, type Role } from './app.module.js';
import { logFor, ServerLogger } from './logger.js';
import { AccountLinks } from './modules/accounts/account-links.js';
import { Accounts } from './modules/accounts/accounts.service.js';
import { works } from './modules/config/command-kind.js';
import type { Config } from './modules/config/config.js';
import { configFromEnvironment } from './modules/config/config.module.js';
import { Metrics } from './modules/metrics/metrics.js';
import { keepDoor } from './modules/pages/door.js';
import { Poller } from './modules/polling/poller.js';
import { FirstRun } from './modules/samples/first-run.js';
import { configureServing } from './serving.js';
import { WorkThread } from './work-thread.js';

export function registerServeCommand(program: Command): void {
  works(program.command('serve'))
    .description('Serve the pages and poll the feeds.')
    .addOption(new Option('--role <role>', 'what this process does').choices(['all', 'web', 'worker']).default('all'))
    .action(({ role }: { role: Role }) => serve(configFromEnvironment(), role));
}

async function serve(config: Config, role: Role): Promise<void> {
  const logger = new ServerLogger(logFor(config));
  const door = await keepDoor(config);
  const isApart = worksApart(config, role);
  const app = await start(config, isApart ? 'web' : role, logger).finally(() => door?.close());
  try {
    await listen(app, config);
  } catch (error) {
    await app.close();
    if (!isExpected(error)) throw error;
    process.stderr.write(`${portSentence(config, error)}\n`);
    process.exitCode = 1;
    return;
  }
  if (isApart) app.get(WorkThread).start();
  else if (role !== 'web') await app.get(Poller).tick();
}

async function start(config: Config, role: Role, logger: ServerLogger): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of(config, role), { abortOnError: false, logger });
  configureServing(app);
  await app.get(Metrics).begin('main');
  app.enableShutdownHooks();
  await app.get(FirstRun).prepare();
  return app;
}

async function listen(app: NestExpressApplication, config: Config): Promise<void> {
  await app.listen(config.port, config.host);
  const { port } = app.getHttpServer().address() as { port: number };
  const address = config.port === 0 ? `http://${config.host}:${port}` : config.baseUrl;
  const logger = new Logger('Hustings');
  logger.log(`Read the digest at ${address}`);
  if (await app.get(Accounts).haveBegun()) return;
  const link = new URL(app.get(AccountLinks).url(await app.get(AccountLinks).setup()));
  logger.log(`Make the first account, an admin's, at ${address}${link.pathname} (this link works once, within a week)`);
}

/** Whether a process that does both works in a thread of its own. A database in memory has one connection, which no other thread can use. */
function worksApart({ database }: Config, role: Role): boolean {
  return role === 'all' && database.location !== ':memory:';
}

function isExpected(error: unknown): error is NodeJS.ErrnoException {
  return ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function portSentence({ host, port }: Config, { code }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} of ${host} is in use. Stop what listens there, or set PORT to another one (PORT=0 takes any that is free).`;
  if (code === 'EACCES') return `This user may not listen on port ${port}. Set PORT to 1024 or above.`;
  return `${host} is no address of this machine. Set HOST to 127.0.0.1, or to 0.0.0.0 for all addresses.`;
}

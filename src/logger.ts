import { ConsoleLogger, type ConsoleLoggerOptions } from '@nestjs/common';

/** Nest tells of every module and route that it sets up; an operator wants to know that the server runs, and where. */
const NEST_TALK = ['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication'];

/** Nest's logger without its talk about itself. A start that fails is reported once, by the command that started it. */
export class ServerLogger extends ConsoleLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (!NEST_TALK.includes(String(rest.at(-1)))) super.log(message, ...(rest as [string]));
  }

  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== 'ExceptionHandler') super.error(message, ...(rest as [string]));
  }
}

/** For commands: standard output belongs to the result. */
export class CommandLogger extends ServerLogger {
  constructor(options: ConsoleLoggerOptions = {}) {
    super({ logLevels: ['warn', 'error', 'fatal'], colors: process.stderr.isTTY, ...options });
  }

  protected override printMessages(messages: unknown[], context?: string, logLevel?: 'log'): void {
    super.printMessages(messages, context, logLevel, 'stderr');
  }
}

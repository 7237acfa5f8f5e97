import { isMainThread } from 'node:worker_threads';
import { ConsoleLogger, type ConsoleLoggerOptions } from '@nestjs/common';
import type { Config } from './modules/config/config.js';
import { requestId } from './modules/pages/request-id.js';

/** Nest tells of every module and route that it sets up; an operator wants to know that the server runs, and where. */
const NEST_TALK = ['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication'];

type JsonOptions = Parameters<ConsoleLogger['getJsonLogObject']>[1];
type JsonRecord = ReturnType<ConsoleLogger['getJsonLogObject']>;

/** What a server logs, and in which form. */
export function logFor({ logFormat }: Pick<Config, 'logFormat'>): ConsoleLoggerOptions {
  return { logLevels: ['log', 'warn', 'error', 'fatal'], json: logFormat === 'json' };
}

/**
 * Nest's logger without its talk about itself, and with the number of the request that a line is about. A start that fails is reported once, by the
 * command that started it.
 */
export class ServerLogger extends ConsoleLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (!NEST_TALK.includes(String(rest.at(-1)))) super.log(message, ...(rest as [string]));
  }

  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== 'ExceptionHandler') super.error(message, ...(rest as [string]));
  }

  protected override formatContext(context: string): string {
    return super.formatContext([context, requestId() ?? ''].join(' ').trim());
  }

  protected override getJsonLogObject(message: unknown, options: JsonOptions): JsonRecord {
    const id = requestId();
    const more = { thread: isMainThread ? 'main' : 'work', ...(id === undefined ? {} : { requestId: id }) };
    return { ...super.getJsonLogObject(message, options), ...more };
  }
}

/** For commands: standard output belongs to the result. */
export class CommandLogger extends ServerLogger {
  constructor(options: ConsoleLoggerOptions = {}) {
    super({ logLevels: ['warn', 'error', 'fatal'], colors: process.stderr.isTTY && !options.json, ...options });
  }

  protected override printMessages(
    messages: unknown[],
    context?: string,
    logLevel?: 'log',
    _stream?: 'stdout' | 'stderr',
    stack?: unknown,
  ): void {
    super.printMessages(messages, context, logLevel, 'stderr', stack);
  }
}

import { setImmediate } from 'node:timers/promises';
import { type INestApplicationContext, Logger } from '@nestjs/common';
import type { Command } from 'commander';
import { reads } from '../config/command-kind.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { Tools } from './tools.js';

/** A question is some hundred characters; what goes on for so long without a line end is none. */
const LINE_BYTES_MAX = 1_000_000;

/** `mcp`: the tools, for a program that started this one and speaks to it over standard input and output. */
export function registerMcpCommand(program: Command, open: OpenApplication): void {
  reads(program.command('mcp'))
    .description('Let an assistant read: tools of the Model Context Protocol over standard input and output. docs/mcp.md has the set-up.')
    .action(() => withApplication(open, serve));
}

/** Until the other side goes, or this process is told to. */
async function serve(app: INestApplicationContext): Promise<void> {
  const tools = app.get(Tools);
  const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js');
  const server = await tools.server();
  const logger = new Logger('Mcp');
  const transport = new StdioServerTransport(process.stdin, process.stdout, { maxBufferSize: LINE_BYTES_MAX });
  server.server.onerror = ({ message }) => logger.warn(message.slice(0, 200));
  const ended = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
    for (const event of ['end', 'close', 'error']) process.stdin.once(event, resolve);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    // Nobody reads any more.
    process.stdout.once('error', () => resolve());
  });
  await server.connect(transport);
  await ended;
  // Who says all and hangs up still gets the answers.
  await tools.idle();
  await setImmediate();
  await server.close();
}

import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import { works } from '../config/command-kind.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { NOTICE_BYTES_MAX, type NoticeReading, readNotice, TOO_LARGE } from './bounce.js';
import { outcomeText } from './bounce.text.js';
import { Bounces } from './bounces.js';

const FILE_ERRORS: Record<string, string> = {
  ENOENT: 'There is no such file.',
  EACCES: 'It may not be read by this user.',
  EISDIR: 'It is a folder: give one file, with one mail.',
};

/** `mail bounce`: what a mail server calls with each notice that comes back. */
export function registerBounceCommand(mail: Command, open: OpenApplication): void {
  works(mail.command('bounce'))
    .description('Read a notice that came back about a mail which could not be delivered, and note it.')
    .argument('[file]', 'the mail as it came; otherwise from standard input')
    .option('--json', 'print one JSON object')
    .action(async (file: string | undefined, { json }: { json?: boolean }, command: Command) => {
      if (file === undefined && process.stdin.isTTY)
        command.error('Give the file of a mail, or send one to standard input: hustings mail bounce < mail.eml', { exitCode: 2 });
      const reading = await read(file);
      if (!reading.ok) return tell({ outcome: 'unreadable', says: reading.why }, false, json);
      const outcome = await withApplication(open, (app) => app.get(Bounces).note(reading.notice));
      const { kind, ...told } = outcome;
      tell({ outcome: kind, ...told, says: outcomeText(outcome) }, kind !== 'foreign', json);
    });
}

async function read(file: string | undefined): Promise<NoticeReading> {
  try {
    const mail = await bytesOf(file === undefined ? process.stdin : createReadStream(file));
    return mail ? await readNotice(mail) : { ok: false, why: TOO_LARGE };
  } catch (error) {
    const why = FILE_ERRORS[(error as NodeJS.ErrnoException).code ?? ''];
    if (why === undefined) throw error;
    return { ok: false, why: `${file}: ${why}` };
  }
}

/** Null where there is too much: the rest is not waited for. */
export async function bytesOf(stream: AsyncIterable<Buffer | string>): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > NOTICE_BYTES_MAX) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function tell(output: { outcome: string; says: string }, isDone: boolean, json = false): void {
  if (json) process.stdout.write(`${JSON.stringify(output)}\n`);
  else (isDone ? process.stdout : process.stderr).write(`${output.says}\n`);
  if (!isDone) process.exitCode = 1;
}

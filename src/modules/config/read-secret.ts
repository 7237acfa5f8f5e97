import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Far more than any secret has: what goes on for longer is another file, piped by mistake. */
const CHARS_MAX = 64 * 1024;

/**
 * A secret for a command: piped, or typed at a prompt that does not show it. Never an argument, which every user of the machine can see.
 * Gives the line without its end; empty where nothing was given.
 */
export function readSecret(
  input: NodeJS.ReadableStream & { isTTY?: boolean },
  output: NodeJS.WritableStream,
  prompt: string,
): Promise<string> {
  return input.isTTY ? typed(input, output, prompt) : piped(input);
}

async function piped(input: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  input.setEncoding('utf8');
  for await (const part of input) {
    text += String(part);
    if (text.length > CHARS_MAX) break;
  }
  return text.replace(/(\r?\n)+$/, '');
}

/** Ctrl-C and Ctrl-D close the prompt, and nothing was given. */
function typed(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, prompt: string): Promise<string> {
  const nowhere = new Writable({ write: (_part, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  output.write(prompt);
  return new Promise((give) => {
    let given = '';
    lines.once('line', (line) => {
      given = line;
      lines.close();
    });
    lines.once('close', () => {
      output.write('\n');
      give(given);
    });
  });
}

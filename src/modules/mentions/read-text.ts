import { readFile } from 'node:fs/promises';

/** The text of a file that a command is given; null where there is none, which it has said then, on standard error. */
export async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    process.stderr.write(`${file} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : message}.\n`);
    return null;
  }
}

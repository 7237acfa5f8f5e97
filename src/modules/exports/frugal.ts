import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Of what is written, so much between two collections: each takes a twentieth of a second. */
const BYTES = 3e6;

/**
 * The same bytes, with little memory. V8 lets garbage lie as long as the machine has room for it, which with a million posts are hundreds of megabytes;
 * a command that runs beside a server leaves that room to it. For processes that do nothing else: a collection holds up everything.
 */
export async function* frugally(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let written = 0;
  for await (const piece of pieces) {
    written += piece.length;
    yield piece;
    if (written < BYTES) continue;
    written = 0;
    collect();
  }
}

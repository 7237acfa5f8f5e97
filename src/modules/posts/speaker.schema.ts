import type { Speaker } from './speaker.js';

/** Who speaks, in the words of schema.org. A source that speaks without anybody's name is a body. */
export function authorSchema({ name, url, source, mark }: Speaker): object {
  return { '@type': mark && !source ? 'Organization' : 'Person', name, ...(url ? { url } : {}) };
}

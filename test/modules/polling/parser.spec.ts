import { Parser } from '../../../src/modules/polling/parser.js';
import { Stopping } from '../../../src/modules/queue/stopping.js';

const items = Array.from(
  { length: 2000 },
  (_, index) => `<item><guid>${index}</guid><title>Item ${index}</title><description>Words.</description></item>`,
);
const bytes = Buffer.from(`<rss version="2.0"><channel><title>Long</title>${items.join('')}</channel></rss>`);

test('what is being read, or waits to be read, when the program stops is no fault of the document', async () => {
  const parser = new Parser();
  const task = { bytes, url: 'http://long.example/feed', contentType: null, role: undefined, known: [], platform: null };
  const ends = Promise.allSettled([parser.parse(task), parser.parse(task)]);
  await parser.onApplicationShutdown();
  for (const end of await ends) expect(end).toEqual({ status: 'rejected', reason: expect.any(Stopping) as unknown });
});

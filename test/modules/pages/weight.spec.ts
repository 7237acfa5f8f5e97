import { get } from 'node:http';
import { Rows } from '../../support/conversation.js';
import { crosstalk } from '../../support/crosstalk.js';
import { newsday } from '../../support/newsday.js';
import { Page } from '../../support/page.js';
import { startSite, type Site } from '../../support/site.js';

/** What a reader on a slow line waits for, packed as it is sent: the page and all of its styles. */
const BYTES_MAX = 60_000;

let site: Site;
let threadId: number;
let question: number;

beforeAll(async () => {
  site = await startSite();
  const rows = new Rows(site.database);
  ({ threadId } = await newsday(rows));
  ({ question } = await crosstalk(rows));
  const source = await rows.source('A long talk');
  for (let number = 0; number < 30; number++) await rows.comment(source, threadId, '2008-04-03T14:00:00Z', { text: 'word '.repeat(200) });
}, 180_000);
afterAll(() => site.close());

test.each([
  '/',
  '/digest',
  '/digest/2008-W14',
  'thread',
  'conversation',
  '/sources',
  '/sources/harbour-light',
  '/entities',
  '/search?q=who',
  '/codebook',
])('%s weighs less than 60 KB over the wire, with its styles', async (name) => {
  const path = name === 'thread' ? `/threads/${threadId}` : name === 'conversation' ? `/conversations/${question}` : name;
  const page = new Page(await site.text(path));
  const sheets = page.all('link', { rel: 'stylesheet' }).map(({ attribs }) => attribs.href ?? '');
  expect(sheets.length).toBeGreaterThan(0);
  expect(page.scripts).toEqual([]);
  const weights = await Promise.all([path, ...sheets].map(weigh));
  expect(weights.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(BYTES_MAX);
});

/** Bytes as they are sent. */
function weigh(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(site.url + path, { headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
      if (response.statusCode !== 200 || response.headers['content-encoding'] !== 'gzip') reject(new Error(`${path} is not packed`));
      let bytes = 0;
      response.on('data', (piece: Buffer) => (bytes += piece.length)).on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}

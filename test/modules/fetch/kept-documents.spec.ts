import { Clock } from '../../../src/modules/clock/clock.js';
import type { Database } from '../../../src/modules/database/database.js';
import { KeptDocuments } from '../../../src/modules/fetch/kept-documents.js';
import type { Modified } from '../../../src/modules/fetch/outcome.js';
import { openTestDatabase } from '../../support/database.js';

const document: Modified = {
  kind: 'modified',
  url: 'https://a.example/feed',
  permanentUrl: null,
  contentType: 'text/xml',
  bytes: Buffer.from([0, 255, 60, 114]),
  etag: '"1"',
  lastModified: null,
  maxAgeSeconds: null,
  message: '',
};

class SetClock extends Clock {
  at = new Date('2008-04-03T12:00:00Z');
  override now() {
    return this.at;
  }
}

let database: Database;
let close: () => Promise<void>;
let clock: SetClock;

beforeEach(async () => {
  ({ database, close } = await openTestDatabase());
  clock = new SetClock();
});
afterEach(() => close());

describe('KeptDocuments', () => {
  test('gives a document back once, to another process too', async () => {
    await new KeptDocuments(database, clock).keep('https://a.example/old', document);
    const elsewhere = new KeptDocuments(database, clock);
    expect(await elsewhere.take('https://a.example/feed')).toBeNull();
    expect(await elsewhere.take('https://a.example/old')).toEqual(document);
    expect(await elsewhere.take('https://a.example/old')).toBeNull();
  });

  test('keeps the newest, for a quarter of an hour, and nothing very large', async () => {
    const kept = new KeptDocuments(database, clock);
    await kept.keep('https://a.example/', document);
    await kept.keep('https://a.example/', { ...document, etag: '"2"' });
    expect(await kept.take('https://a.example/')).toMatchObject({ etag: '"2"' });
    await kept.keep('https://a.example/', document);
    clock.at = new Date('2008-04-03T12:16:00Z');
    expect(await kept.take('https://a.example/')).toBeNull();
    await kept.keep('https://a.example/', { ...document, bytes: Buffer.alloc(3_000_000) });
    expect(await kept.take('https://a.example/')).toBeNull();
  });
});

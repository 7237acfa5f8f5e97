import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../../src/modules/config/config.js';
import type { Database } from '../../../src/modules/database/database.js';
import { Importer } from '../../../src/modules/posts/importer.js';
import { Ingestion } from '../../../src/modules/posts/ingestion.js';
import { Platforms } from '../../../src/modules/sources/platforms.js';
import { openTestDatabase } from '../../support/database.js';
import { allExported } from '../../support/exported.js';

let database: Database;
let importer: Importer;
let folder: string;
let close: () => Promise<void>;

beforeEach(async () => {
  ({ database, close } = await openTestDatabase());
  folder = await mkdtemp(join(tmpdir(), 'hustings-import-'));
  const platforms = new Platforms();
  await platforms.onModuleInit();
  importer = new Importer(database, new Ingestion(), platforms, { now: () => new Date('2008-05-01T00:00:00Z') }, readConfig({}));
});
afterEach(async () => {
  await close();
  await rm(folder, { recursive: true });
});

async function load(name: string, text: string) {
  const file = join(folder, name);
  await writeFile(file, text);
  return importer.importFile(file);
}

const comment = (id: number, author: string, said: string, more = '') => `<wp:comment>
<wp:comment_id>${id}</wp:comment_id><wp:comment_author>${author}</wp:comment_author><wp:comment_date_gmt>2008-04-03 1${id}:00:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[${said}]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_parent>0</wp:comment_parent>${more}</wp:comment>`;
const ping = (url: string) => `<wp:comment_type>pingback</wp:comment_type><wp:comment_author_url>${url}</wp:comment_author_url>`;
const item = (number: number, inside: string) => `<item><title>Pier ${number}</title><link>http://quay.example/${number}/</link>
<guid isPermaLink="false">http://quay.example/?p=${number}</guid><pubDate>Thu, 03 Apr 2008 0${number}:00:00 +0000</pubDate>
<content:encoded><![CDATA[<p>Planks, part ${number}.</p>]]></content:encoded>${inside}</item>`;
const archive = (items: string) => `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Quay</title><link>http://quay.example/</link><wp:wxr_version>1.2</wp:wxr_version>${items}</channel></rss>`;

test('the pingbacks of an export are links to its posts, in the export of ours too, and none of the comments', async () => {
  const text = archive(
    item(
      1,
      comment(1, 'Owen', 'Well said.') + comment(2, 'Mole &amp; Co', '[&#8230;] planks [&#8230;]', ping('http://mole.example/planks')),
    ) + item(2, comment(3, 'Mole &amp; Co', '[&#8230;] more planks [&#8230;]', ping('http://mole.example/planks'))),
  );
  expect(await load('quay.xml', text)).toMatchObject({ ok: true, posts: 2, comments: 1, added: 3 });
  const linkback = { kind: 'pingback', url: 'http://mole.example/planks', title: 'Mole & Co' };
  expect((await allExported(database)).map(({ guid, linkbacks }) => [guid, linkbacks])).toEqual([
    ['http://quay.example/?p=1', [{ ...linkback, publishedAt: new Date('2008-04-03T12:00:00Z') }]],
    ['http://quay.example/?p=2', [{ ...linkback, publishedAt: new Date('2008-04-03T13:00:00Z') }]],
    ['https://quay.example/1#comment-1', []],
  ]);
  expect(await load('quay.xml', text)).toMatchObject({ added: 0, revised: 0 });
  expect((await allExported(database)).flatMap(({ linkbacks }) => linkbacks)).toHaveLength(2);
});

test('so are those of an export of one post, and those that stand in a feed of comments', async () => {
  await load('quay.xml', archive(item(1, comment(2, 'Mole', '[&#8230;] planks [&#8230;]', ping('http://mole.example/planks')))));
  const feed = `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Comments on: Pier 1</title>
<link>http://quay.example/1/</link><item><title>By: Mole</title><link>http://quay.example/1/#comment-2</link><dc:creator>Mole</dc:creator>
<pubDate>Thu, 03 Apr 2008 12:00:00 +0000</pubDate><guid isPermaLink="false">http://quay.example/?p=1#comment-2</guid>
<description>[...] planks [...]</description></item></channel></rss>`;
  expect(await load('comments.xml', feed)).toMatchObject({ ok: true, posts: 0, comments: 0, added: 0 });
  expect((await allExported(database)).map(({ guid, linkbacks }) => [guid, linkbacks.map(({ url }) => url)])).toEqual([
    ['http://quay.example/?p=1', ['http://mole.example/planks']],
  ]);
});

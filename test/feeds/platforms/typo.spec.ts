import { typo } from '../../../src/feeds/platforms/typo.js';
import { refined, textDocument, treeOf } from './documents.js';

const PAGE = 'http://blog.example.org/articles/2006/02/20/ford';
const item = (title: string, guid: string, number: number) =>
  `<item><title>${title}</title><description>&lt;p&gt;Words ${number}.&lt;/p&gt;</description><pubDate>Tue, 10 Jan 2006 10:21:18 Eastern Standard Time</pubDate><guid>${guid}</guid><link>${PAGE}#comment-${number}</link></item>`;
const rss = `<?xml version="1.0"?><rss version="2.0"><channel><title>Blog: Ford</title><link>${PAGE}</link>
  <item><title>Ford</title><description>Closed.</description><guid isPermaLink="false">urn:uuid:5</guid><author>drew@example.org (Drew)</author><link>${PAGE}</link></item>
  ${item('"Ford" by Ada', 'urn:uuid:7', 7)}${item('"Ford" by Bob', 'urn:uuid:', 8)}${item('"Ford": comment by Cy', 'urn:uuid:', 9)}</channel></rss>`;

test('the feed of an article: the article first, names in the titles', () => {
  const discussion = typo.read(textDocument(rss));
  expect(discussion?.post).toMatchObject({ guid: 'urn:uuid:5', title: 'Ford', author: { name: 'Drew' }, kind: 'post' });
  expect(discussion && treeOf(discussion)).toEqual({
    'urn:uuid:7': 'urn:uuid:5',
    [`${PAGE}#comment-8`]: 'urn:uuid:5',
    [`${PAGE}#comment-9`]: 'urn:uuid:5',
  });
  expect(discussion?.comments.map(({ author }) => author?.name)).toEqual(['Ada', 'Bob', 'Cy']);
  expect(discussion?.comments[0]).toMatchObject({ publishedAt: new Date('2006-01-10T15:21:18Z'), text: 'Words 7.', replyBasis: 'feed' });
});

test('as Atom, where the author has an element', () => {
  const entry = (title: string, id: string, link: string) =>
    `<entry><author><name>Ada</name></author><id>urn:uuid:${id}</id><title>${title}</title><link href="${link}" rel="alternate"/><content type="html">So?</content></entry>`;
  const discussion = typo.read(
    textDocument(`<feed>${entry('Ford', '5', PAGE)}${entry('Comment on Ford by Ada', '7', `${PAGE}#comment-7`)}</feed>`),
  );
  expect(discussion && treeOf(discussion)).toEqual({ 'urn:uuid:7': 'urn:uuid:5' });
});

test('the reader of all feeds learns the names from the titles', async () => {
  const names = (await refined(typo, rss)).map(({ author }) => author?.name);
  expect(names).toEqual(['Drew', 'Ada', 'Bob', 'Cy']);
});

test('a feed of posts is none of its discussions', () => {
  expect(
    typo.read(
      textDocument('<rss><channel><item><title>"x" by y</title><link>http://blog.example.org/articles/x</link></item></channel></rss>'),
    ),
  ).toBeNull();
});

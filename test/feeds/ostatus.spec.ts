import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFeed } from '../../src/feeds/read-feed.js';

const SHARED = join(import.meta.dirname, '../../../shared/fixtures/ostatus');
const NOTE = 'tag:town.example,2017-04-27:noticeId=7:objectType=note';

const entry = (id: string, verb: string | null): string => `<entry><id>${id}</id><title>${id}</title><content type="html">Said</content>
  ${verb === null ? '' : `<activity:verb>${verb}</activity:verb>`}
  <thr:in-reply-to ref="${NOTE}" href="https://town.example/notice/7"/><ostatus:conversation ref="tag:town.example,2017:objectType=thread"/>
  <link rel="alternate" type="text/html" href="https://town.example/notice/${id}"/></entry>`;

const feed = (...entries: string[]): Uint8Array =>
  Buffer.from(`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:activity="http://activitystrea.ms/spec/1.0/"
    xmlns:ostatus="http://ostatus.org/schema/1.0"><id>f</id><title>ada</title><author><name>ada</name></author>${entries.join('')}</feed>`);

test('a note that answers is a comment; a favourite of the same note is none', async () => {
  const { posts } = await readFeed(
    feed(
      entry('1', 'http://activitystrea.ms/schema/1.0/post'),
      entry('2', 'http://activitystrea.ms/schema/1.0/favorite'),
      entry('3', 'favorite'),
      entry('4', 'post'),
      entry('5', null),
      entry('6', 'http://activitystrea.ms/schema/1.0/share'),
    ),
    { url: null, contentType: null },
  );
  expect(posts.map(({ guid, kind }) => `${guid} ${kind}`)).toEqual(['1 comment', '2 post', '3 post', '4 comment', '5 comment', '6 post']);
  expect(posts[0]).toMatchObject({ inReplyTo: { ref: NOTE, url: 'https://town.example/notice/7' }, replyBasis: 'explicit' });
  expect(posts[1]).toMatchObject({ inReplyTo: null, replyBasis: null });
});

(existsSync(SHARED) ? test : test.skip)('real feeds (shared fixtures): as many comments as notes that answer', async () => {
  let comments = 0;
  for (const file of readdirSync(SHARED).filter((name) => !name.includes('eal_sakamoto.xml'))) {
    const bytes = readFileSync(join(SHARED, file));
    const { posts } = await readFeed(bytes, { url: null, contentType: null });
    const found = posts.filter(({ kind }) => kind === 'comment');
    comments += found.length;
    expect(found.every(({ title, replyBasis }) => replyBasis === 'explicit' && title !== 'Favorite')).toBe(true);
  }
  expect(comments).toBeGreaterThan(60);
});

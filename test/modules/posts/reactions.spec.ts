import type { Post } from '../../../src/feeds/types.js';
import { Database } from '../../../src/modules/database/database.js';
import { ingest, type Batch } from '../../../src/modules/posts/ingest.js';
import { Poller } from '../../../src/modules/polling/poller.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { ReactionEntity } from '../../../src/modules/posts/reaction.entity.js';
import { RevisionEntity } from '../../../src/modules/posts/revision.entity.js';
import { AudienceEntity } from '../../../src/modules/sources/audience.entity.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { startApp } from '../../support/app.js';
import { openTestDatabase } from '../../support/database.js';
import { aPost, aSource } from '../../support/make.js';

const [FIRST, SECOND] = [new Date('2008-04-04T00:00:00Z'), new Date('2008-04-04T06:00:00Z')];
const counted = (likes: number | null, shares: number | null = null, views: number | null = null) => ({
  reactions: { likes, shares, views },
});

describe('within the write that stores a document', () => {
  let database: Database;
  let close: () => Promise<void>;
  let sourceId: number;

  beforeEach(async () => {
    ({ database, close } = await openTestDatabase());
    sourceId = await aSource(database, { siteUrl: 'https://town.example/@ada' });
  });
  afterEach(() => close());

  test('what moves is kept, with the instant; what a document does not say stays', async () => {
    const post = aPost({ guid: 'a' });
    await store([{ ...post, ...counted(1, 3) }], FIRST);
    await store([{ ...post, ...counted(1, 3) }], SECOND);
    expect(await reactions()).toMatchObject([{ likes: 1, shares: 3, views: null, readAt: FIRST }]);
    expect(await store([{ ...post, ...counted(2, null, 5_000_000_000) }], SECOND)).toMatchObject({ added: 0, revised: 0 });
    expect(await reactions()).toMatchObject([{ likes: 2, shares: 3, views: 5_000_000_000, readAt: SECOND }]);
    expect(await database.manager.count(RevisionEntity)).toBe(0);
    await store([post], SECOND);
    expect(await reactions()).toMatchObject([{ likes: 2 }]);
  });

  test('an entry that was not read again is counted all the same, and so are its comments', async () => {
    const post = aPost({ guid: 'a', commentCount: 1 });
    await store([post, aPost({ guid: 'b' })], FIRST);
    await store([], SECOND, {
      counted: [
        { guid: 'a', ...counted(7) },
        { guid: 'unknown', ...counted(9) },
      ],
    });
    expect(await reactions()).toMatchObject([{ likes: 7 }]);
    await store([{ ...post, commentCount: 4 }], SECOND);
    expect(await database.manager.findOneByOrFail(PostEntity, { guid: 'a' })).toMatchObject({ commentCount: 4 });
  });

  test('the followers of a day are those of the source’s own account, and of no other', async () => {
    const by = (guid: string, url: string, followers: number) => aPost({ guid, author: { name: 'Ada', url }, followers });
    await store([by('a', 'https://town.example/@bob', 5), by('b', 'https://town.example/@ada', 10)], FIRST);
    await store([by('c', 'https://town.example/@ada', 11)], SECOND);
    expect(await database.manager.find(AudienceEntity)).toEqual([{ sourceId, day: 13_973, followers: 11 }]);
    const other = await aSource(database, { slug: 'other', siteUrl: 'https://town.example/' });
    await store([by('d', 'https://town.example/@bob', 5), by('e', 'https://town.example/@cy', 6)], FIRST, { sourceId: other });
    expect(await database.manager.countBy(AudienceEntity, { sourceId: other })).toBe(0);
    await store([by('f', 'https://town.example/@bob', 5)], FIRST, { sourceId: other });
    expect(await database.manager.findBy(AudienceEntity, { sourceId: other })).toMatchObject([{ followers: 5 }]);
    await store([], FIRST, { sourceId: other, followers: 0 });
    expect(await database.manager.findBy(AudienceEntity, { sourceId: other })).toMatchObject([{ followers: 0 }]);
  });

  async function store(posts: Post[], at: Date, more: Partial<Batch> = {}) {
    return database.write((manager) => ingest(manager, { sourceId, feedId: null, threadId: null, deleted: [], posts, ...more }, at));
  }

  function reactions(): Promise<ReactionEntity[]> {
    return database.manager.find(ReactionEntity, { order: { postId: 'ASC' } });
  }
});

test('a film that more people saw is no news, and is counted', async () => {
  const { app, web, close } = await startApp();
  const film = (
    views: number,
  ) => `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>Films</title>
    <entry><id>f1</id><title>A film</title><link href="${web.url}/f1"/><updated>2008-04-03T09:00:00Z</updated>
    <media:group><media:community><media:statistics views="${views}"/></media:community></media:group></entry></feed>`;
  web.routes['/feed'] = film(10);
  await app.get(SourcesService).addKnownFeeds([{ url: `${web.url}/feed`, title: 'Films', sourceTitle: 'Films' }]);
  const poll = () => app.get(Poller).pollOnce(true, () => undefined);
  expect(await poll()).toMatchObject({ added: 1 });
  web.routes['/feed'] = film(25);
  expect(await poll()).toMatchObject({ fetched: 1, added: 0, revised: 0, gone: 0 });
  expect(await app.get(Database).manager.find(ReactionEntity)).toMatchObject([{ likes: null, shares: null, views: 25 }]);
  await close();
});

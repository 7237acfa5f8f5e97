import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { EntityEntity } from '../../../src/modules/mentions/entity.entity.js';
import { aComment, aPost, aSource } from '../../support/make.js';
import { processOn, startStore } from './support.js';

let store: Awaited<ReturnType<typeof startStore>>;
beforeEach(async () => void (store = await startStore()));
afterEach(() => store.close());

const TREASURY = { name: 'HM Treasury', aliases: ['=Treasury'], handles: ['twitter:hmtreasury'], urls: ['http://www.hm-treasury.gov.uk'] };
const HEALTH = { name: 'Department of Health' };

const quiet = (guid: string, text: string, more = {}) => aPost({ guid, text, title: null, ...more });

describe('on arrival', () => {
  test('mentions stand in the store with the post, with their places', async () => {
    await store.save([TREASURY, HEALTH]);
    await store.store([
      quiet('a', 'Ask the Treasury.', { title: 'The Department of Health' }),
      quiet('b', 'See there.', { links: [{ url: 'http://www.hm-treasury.gov.uk/x', key: 'https://hm-treasury.gov.uk/x', text: 'there' }] }),
      quiet('c', 'Nothing of note.'),
    ]);
    expect(await store.mentions()).toEqual([
      'hm-treasury discussed Treasury',
      'department-of-health discussed Department of Health',
      'hm-treasury linked link',
    ]);
  });

  test('an edit changes the mentions of the post, and a poll without news changes nothing', async () => {
    await store.save([TREASURY, HEALTH]);
    const post = quiet('a', 'Ask the Treasury.');
    await store.store([post]);
    await store.store([post]);
    expect(await store.mentions()).toEqual(['hm-treasury discussed Treasury']);
    await store.store([quiet('a', 'Ask the Department of Health.')]);
    expect(await store.mentions()).toEqual(['department-of-health discussed Department of Health']);
  });

  test('a write that fails leaves neither the post nor its mentions', async () => {
    await store.save([TREASURY]);
    await expect(
      store.store([quiet('a', 'The Treasury.'), quiet('b', 'The Treasury.', { url: null, text: null as never })]),
    ).rejects.toThrow();
    expect(await store.mentions()).toEqual([]);
    expect(await store.database.manager.count(PostEntity)).toBe(0);
  });

  test('an answer to an entity is addressed to it, whichever of the two comes first', async () => {
    await store.save([TREASURY]);
    const author = { name: 'HM Treasury', url: 'https://twitter.com/hmtreasury' };
    await store.store([quiet('p', 'Good morning.', { author })]);
    await store.store([aComment({ guid: 'c1', to: 'p', text: 'And when?' })]);
    await store.store([aComment({ guid: 'c2', to: 'late', text: 'Says who?' })]);
    expect(await store.mentions()).toEqual(['hm-treasury addressed reply']);
    await store.store([quiet('late', 'We do.', { author })]);
    expect(await store.mentions()).toEqual(['hm-treasury addressed reply', 'hm-treasury addressed reply']);
  });

  test('a comment under a department’s post answers the department; the department’s own answer does not', async () => {
    await store.save([TREASURY]);
    const own = await aSource(store.database, { slug: 'own', siteUrl: 'http://www.hm-treasury.gov.uk/blog/' });
    await store.store([quiet('p', 'Good morning.'), aComment({ guid: 'c1', to: 'p', text: 'And when?' })], { sourceId: own });
    await store.store(
      [aComment({ guid: 'c2', to: 'c1', text: 'In May.', author: { name: 'HMT', url: 'http://www.hm-treasury.gov.uk/' } })],
      { sourceId: own },
    );
    await store.store(
      [aComment({ guid: 'c3', to: 'p', text: 'In May.', author: { name: 'HMT', url: 'http://www.hm-treasury.gov.uk/' } })],
      { sourceId: own },
    );
    expect(await store.mentions()).toEqual(['hm-treasury addressed reply']);
  });

  test('another process knows of a change with its next write', async () => {
    const other = processOn(store.database, store.sourceId);
    await other.store([quiet('a', 'The Treasury.')]);
    await store.save([TREASURY]);
    await other.store([quiet('b', 'The Treasury.')]);
    expect(await store.mentions()).toHaveLength(1);
    await store.entities.remove('hm-treasury');
    await other.store([quiet('c', 'The Treasury.')]);
    expect(await store.mentions()).toEqual([]);
  });
});

describe('after a change', () => {
  const posts = Array.from({ length: 450 }, (_, index) =>
    quiet(`p${index}`, index % 3 ? 'Nothing.' : 'The Treasury and the Department of Health.'),
  );

  test('all posts are looked through again, and progress is kept in the table', async () => {
    await store.store(posts);
    await store.save([TREASURY]);
    const seen: number[] = [];
    await store.rematcher.run(({ done }) => seen.push(done));
    expect(seen).toHaveLength(3);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(await store.mentions()).toHaveLength(150);
    expect(await store.rematcher.progress()).toBeNull();
  });

  test('who dies over it is carried on from there, by another process', async () => {
    await store.store(posts);
    await store.save([TREASURY]);
    const stop = new Error('killed');
    await expect(
      store.rematcher.run(({ done }) => {
        if (done > 0) throw stop;
      }),
    ).rejects.toBe(stop);
    const half = await store.mentions();
    expect(half.length).toBeGreaterThan(0);
    expect(half.length).toBeLessThan(150);
    const began: number[] = [];
    await processOn(store.database, store.sourceId).rematcher.run(({ done }) => began.push(done));
    expect(began[0]).toBeGreaterThan(0);
    expect(await store.mentions()).toHaveLength(150);
  });

  test('one pass serves all that wait, and one that joins later begins at the beginning', async () => {
    await store.store(posts);
    await store.save([TREASURY]);
    let joined: Promise<unknown> | undefined;
    await store.rematcher.run(({ done }) => {
      if (done > 0) joined ??= store.save([HEALTH]);
    });
    await joined;
    await store.rematcher.tick();
    expect(await store.mentions()).toHaveLength(300);
    const rows = await store.database.manager.find(EntityEntity);
    expect(rows.map(({ rematchAfterId }) => rematchAfterId)).toEqual([null, null]);
  });

  test('a name that stood within that of an entity which is removed is found again', async () => {
    await store.store([quiet('a', 'The Department of Health and Social Care.')]);
    await store.save([HEALTH, { name: 'Department of Health and Social Care' }]);
    await store.rematcher.run();
    expect(await store.mentions()).toEqual(['department-of-health-and-social-care discussed Department of Health and Social Care']);
    await store.entities.remove('department-of-health-and-social-care');
    await store.rematcher.run();
    expect(await store.mentions()).toEqual(['department-of-health discussed Department of Health']);
  });

  test('what an alias no longer finds goes', async () => {
    await store.store(posts);
    await store.save([TREASURY]);
    await store.rematcher.run();
    await store.save([{ ...TREASURY, aliases: [] }]);
    await store.rematcher.run();
    expect(await store.mentions()).toEqual([]);
  });
});

describe('before a change is kept', () => {
  const posts = Array.from({ length: 40 }, (_, index) =>
    quiet(`p${index}`, index < 30 ? 'It is a Treasury I see, in May.' : 'Nothing here.'),
  );

  test('the counts before and after are shown, and a preview stores nothing', async () => {
    await store.store(posts);
    const { reports, isStored } = await store.save([{ name: 'Treasury' }], { isPreview: true, force: true });
    expect(isStored).toBe(false);
    expect(reports[0]).toMatchObject({
      result: 'added',
      before: { posts: 0, mentions: 0 },
      after: { posts: 30, mentions: 30 },
      lookedAt: 40,
      total: 40,
    });
    expect(await store.query.list()).toEqual([]);
  });

  test('a sample says that it is one', async () => {
    await store.store(posts);
    const counts = await store.preview.count([], 10);
    expect(counts).toMatchObject({ total: 40, lookedAt: 10 });
  });

  test('one that more than half of all posts would mention is kept only by force', async () => {
    await store.store(posts);
    const first = await store.save([{ name: 'Treasury' }]);
    expect(first).toMatchObject({ isStored: false, reports: [{ result: 'too-broad' }] });
    expect(first.reports[0]?.message).toContain('30 of 40 posts');
    expect((await store.save([{ name: 'Treasury' }], { force: true })).isStored).toBe(true);
  });

  test.each([
    ['I', 30],
    ['it', 30],
    ['in', 30],
    ['=It', 30],
    ['a', 30],
    ['10', 0],
    ['no 10', 0],
  ])('the alias %s is refused with what it would match', async (alias, count) => {
    await store.store(posts);
    const { reports, isStored } = await store.save([{ name: 'Office of May', aliases: [alias] }]);
    expect(isStored).toBe(false);
    expect(reports[0]?.result).toBe('refused');
    expect(reports[0]?.message).toContain(`it would match ${count} of 40 posts`);
  });

  test.each(['=IT', '=No 10', 'New York', 'Who Cares Trust'])('the alias %s is kept', async (alias) => {
    expect((await store.save([{ name: 'Office of May', aliases: [alias] }])).isStored).toBe(true);
  });

  test('of several, the rest or nothing is stored, as asked', async () => {
    const rows = [{ name: 'HM Treasury' }, { name: 'The' }];
    expect((await store.save(rows, { allOrNothing: true })).isStored).toBe(false);
    expect(await store.query.list()).toHaveLength(0);
    expect((await store.save(rows)).isStored).toBe(true);
    expect((await store.query.list()).map(({ entity }) => entity.name)).toEqual(['HM Treasury']);
    expect((await store.save(rows)).reports.map(({ result }) => result)).toEqual(['unchanged', 'refused']);
  });
});

test('the list counts posts, and mentions by role', async () => {
  await store.save([TREASURY]);
  await store.store([quiet('a', 'Dear Treasury, ask the Treasury.'), quiet('b', 'The Treasury said so.')]);
  expect(await store.query.list()).toMatchObject([{ posts: 2, roles: { addressed: 1, discussed: 1, quoted: 1, linked: 0 } }]);
});

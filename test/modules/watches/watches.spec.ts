import fc from 'fast-check';
import { SavedSearchEntity } from '../../../src/modules/watches/saved-search.entity.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { aComment, aPost, aSource } from '../../support/make.js';
import { processOn, startStore } from './support.js';

let store: Awaited<ReturnType<typeof startStore>>;
beforeEach(async () => void (store = await startStore()));
afterEach(() => store.close());

const quiet = (guid: string, text: string, more = {}) => aPost({ guid, text, title: null, ...more });

describe('on arrival', () => {
  test('a watch finds a message in the write that stores it', async () => {
    await store.watch('Dredging', 'dredging (contract OR tender) -fuel');
    await store.store([
      quiet('a', 'The tender for dredging.'),
      quiet('b', 'The dredging is late.'),
      quiet('c', 'Dredging contracts, and fuel.'),
    ]);
    expect(await store.matches('dredging')).toEqual(['a']);
  });

  test('an edit adds a match or takes it away; a poll without news changes nothing', async () => {
    await store.watch('Dredging', '"late dredging"');
    await store.store([quiet('a', 'The late dredging.'), quiet('b', 'The ferry.')]);
    await store.store([quiet('a', 'On time.'), quiet('b', 'Late dredging again.')]);
    expect(await store.matches('dredging')).toEqual(['b']);
    await store.store([quiet('b', 'Late dredging again.')]);
    expect(await store.matches('dredging')).toEqual(['b']);
  });

  test('a message of a language in which nobody wrote before is found in its other forms', async () => {
    await store.watch('Ministers', 'ministres');
    await store.store([quiet('a', 'Le ministre répond.', { language: 'fr' })]);
    expect(await store.matches('ministers')).toEqual(['a']);
  });

  test('whom a message mentions is known when the watches are asked, of early answers, too', async () => {
    await store.entity({ name: 'Number 10', urls: ['http://pm.example/'] });
    await store.watch('To Number 10', 'entity:number-10 -is:post');
    await store.store([aComment({ guid: 'answer', to: 'post', text: 'Is that so?' })]);
    expect(await store.matches('to-number-10')).toEqual([]);
    await store.store([quiet('post', 'We have decided.', { author: { name: 'Number 10', url: 'http://pm.example/' } })]);
    expect(await store.matches('to-number-10')).toEqual(['answer']);
    expect(await store.matches('to-number-10')).toEqual(await store.answers('entity:number-10 -is:post'));
  });

  test('what was saved and is not watched finds nothing by itself', async () => {
    const { query, name } = { name: 'Quiet', query: 'ferry' };
    await store.saved.save({ name, query, note: null, isWatched: false });
    await store.store([quiet('a', 'The ferry.')]);
    await store.rematcher.run();
    expect(await store.matches('quiet')).toEqual([]);
  });

  test('a write that fails leaves no match behind', async () => {
    await store.watch('Ferry', 'ferry');
    const ingestion = store.ingestion;
    ingestion.follow(() => Promise.reject(new Error('This write fails')));
    await expect(store.store([quiet('a', 'The ferry.')])).rejects.toThrow('This write fails');
    expect(await store.matches('ferry')).toEqual([]);
  });
});

describe('among what is stored', () => {
  const many = Array.from({ length: 450 }, (_, number) =>
    quiet(`p${number}`, number % 2 === 0 ? 'The ferry.' : 'The lock.', { publishedAt: new Date(Date.UTC(2008, 3, 1, 0, number)) }),
  );

  test('a new watch is matched from the newest on, and the next process goes on where one stopped', async () => {
    await store.store(many);
    await store.watch('Ferry', 'ferry', { anyway: true });
    const stop = new AbortController();
    await store.rematcher.run(() => stop.abort(), stop.signal);
    const first = await store.matches('ferry');
    expect(first).toHaveLength(200);
    expect(first[0]).toBe('p448');
    await store.store([quiet('late', 'A ferry that is new.')]);
    const second = processOn(store.database, store.sourceId);
    await second.rematcher.run();
    expect(await store.matches('ferry')).toHaveLength(226);
    expect(await store.matches('ferry')).toEqual(await store.answers('ferry'));
    expect(await store.saved.bySlug('ferry')).toMatchObject({ rematchBeforePlace: null });
  });

  test('a changed query keeps what still holds, and lets go of the rest', async () => {
    await store.store(many);
    await store.watch('Ferry', 'ferry', { anyway: true });
    await store.rematcher.run();
    await store.watch('Ferry', 'lock after:2008-04-01 before:2008-04-02', { anyway: true });
    await store.rematcher.run();
    expect(await store.matches('ferry')).toEqual(await store.answers('lock'));
    expect(await store.matches('ferry')).toHaveLength(225);
  });

  test('what a query names and what becomes another is looked for again by itself', async () => {
    await store.store([quiet('a', 'Ask the Treasury.'), quiet('b', 'The ferry.')]);
    await store.entity({ name: 'HM Treasury' });
    await store.mentions.run();
    await store.watch('Money', 'entity:hm-treasury');
    await store.rematcher.run();
    expect(await store.matches('money')).toEqual([]);
    await store.entity({ name: 'HM Treasury', aliases: ['Treasury'] });
    await store.rematcher.run();
    expect(await store.matches('money')).toEqual([]);
    await store.mentions.run();
    await store.rematcher.run();
    expect(await store.matches('money')).toEqual(['a']);
    await store.watch('Web', 'ferry platform:web');
    await store.rematcher.run();
    expect(await store.matches('web')).toEqual(['b']);
    await store.database.write((manager) => manager.update(SourceEntity, { id: store.sourceId }, { platform: 'wordpress' }));
    await store.rematcher.run();
    expect(await store.matches('web')).toEqual([]);
  });

  test('where nothing has changed, nobody looks again', async () => {
    await store.store(many.slice(0, 10));
    await store.watch('Ferry', 'ferry OR lock platform:web after:2008', { anyway: true });
    await store.rematcher.run();
    const steps: unknown[] = [];
    await store.rematcher.run((progress) => steps.push(progress));
    expect(steps).toEqual([]);
  });

  test('a removed source takes its matches along, and a removed watch its own', async () => {
    await store.watch('Ferry', 'ferry');
    const other = await aSource(store.database, { slug: 'other' });
    await store.store([quiet('a', 'The ferry.')], other);
    await store.store([quiet('b', 'The ferry, too.')]);
    await store.database.write((manager) => manager.delete(SourceEntity, { id: other }));
    expect(await store.matches('ferry')).toEqual(['b']);
    expect(await store.saved.remove('ferry')).toBe(true);
    expect(await store.saved.remove('ferry')).toBe(false);
    const [row] = await store.database.manager.sql<{ matches: number }[]>`SELECT COUNT(*) AS matches FROM watch_match`;
    expect(row?.matches).toBe(0);
  });
});

describe('saving', () => {
  test.each([
    ['tax (rise', '(', 'never closed'],
    ['tax has:replies', 'has:replies', 'replies come later'],
    ['source:nowhere', 'nowhere', 'There is no source'],
  ])('%s is refused, at %s', async (query, place, sentence) => {
    const saved = await store.watch('Wrong', query);
    if (saved.result !== 'unreadable') throw new Error(saved.result);
    expect(query.slice(saved.error.offset, saved.error.offset + saved.error.length)).toBe(place);
    expect(saved.error.sentence).toContain(sentence);
    expect(await store.saved.bySlug('wrong')).toBeNull();
  });

  test('what can only be searched is saved without being watched', async () => {
    const draft = { name: 'Answered', query: 'tax has:replies', note: null, isWatched: false };
    expect(await store.saved.save(draft)).toMatchObject({ result: 'added', slug: 'answered' });
  });

  test('one that finds more than a fifth of all needs a second word', async () => {
    await store.store(Array.from({ length: 20 }, (_, number) => quiet(`p${number}`, number < 5 ? 'The ferry.' : 'The lock.')));
    expect(await store.watch('Ferry', 'ferry')).toEqual({ result: 'too-broad', count: { found: 5, total: 20 } });
    expect(await store.saved.bySlug('ferry')).toBeNull();
    expect(await store.watch('Ferry', 'ferry', { anyway: true })).toMatchObject({ result: 'added' });
    expect(await store.watch('All', '-zeppelin')).toMatchObject({ result: 'too-broad', count: { found: 20 } });
    expect(await store.watch('None', 'zeppelin')).toMatchObject({ result: 'added', count: { found: 0 } });
  });

  test('a name is taken once; who may change it, changes it, and what was not changed is not looked for again', async () => {
    await store.watch('The Ferry', 'ferry');
    await store.rematcher.run();
    expect(await store.watch('the ferry!', 'lock', { mayChange: false })).toEqual({ result: 'taken', slug: 'the-ferry' });
    expect(await store.watch('The Ferry', 'ferry')).toMatchObject({ result: 'unchanged' });
    expect(await store.saved.bySlug('the-ferry')).toMatchObject({ rematchBeforePlace: null });
    expect(await store.watch('The Ferry', 'lock')).toMatchObject({ result: 'changed' });
    expect(await store.saved.bySlug('the-ferry')).toMatchObject({ rematchBeforePlace: Number.MAX_SAFE_INTEGER });
  });

  test('a preview stores nothing', async () => {
    expect(await store.watch('Ferry', 'ferry', { isPreview: true })).toMatchObject({ result: 'previewed', count: { found: 0, total: 0 } });
    expect(await store.saved.bySlug('ferry')).toBeNull();
  });

  test('a name without letters that an address may hold gets an address all the same', async () => {
    expect(await store.watch('東', 'ferry')).toMatchObject({ slug: expect.stringMatching(/^[a-z0-9-]+$/) as string });
  });
});

/** Whatever comes in whatever order, a watch has found what the search finds. */
describe('as the search', () => {
  const QUERIES = [
    'ferry', 'ferries -late', '"late ferry"', 'fer*', 'late NEAR/2 ferry', 'author:ada OR is:comment', '-ferry', 'lang:fr', 'after:2008-04-03 lock',
    'source:a-blog ferry', 'platform:web', '-source:other', 'entity:treasury', 'ferry -entity:treasury', 'affiliation:party', '"xylem"',
    '(ferry OR lock) (late OR "on time") -author:bob',
  ]; // prettier-ignore
  const words = fc.constantFrom('ferry', 'ferries', 'late', 'lock', 'on time', 'Treasury', 'the', 'ferme', 'écluse');
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        type: fc.constant('store' as const),
        from: fc.nat(1),
        posts: fc.array(
          fc.record({
            guid: fc.nat(5).map((number) => `g${number}`),
            kind: fc.constantFrom('post' as const, 'comment' as const),
            to: fc.nat(5).map((number) => `g${number}`),
            text: fc.array(words, { minLength: 1, maxLength: 5 }).map((each) => each.join(' ')),
            author: fc.constantFrom('Ada', 'Bob'),
            minute: fc.nat(3_000),
            language: fc.constantFrom(null, 'fr'),
          }),
          { minLength: 1, maxLength: 4 },
        ),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('watch' as const),
        slug: fc.constantFrom('one', 'two', 'three'),
        query: fc.constantFrom(...QUERIES),
      }),
    },
    fc.record({ type: fc.constant('remove' as const), slug: fc.constantFrom('one', 'two') }),
    fc.record({ type: fc.constant('rematch' as const), steps: fc.integer({ min: 1, max: 2 }) }),
    fc.record({ type: fc.constant('entity' as const), alias: fc.constantFrom('Treasury', 'lock') }),
  );

  test('any order of arrivals, edits and changes', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        for (const table of ['source', 'saved_search', 'entity'])
          await store.database.write((manager) => manager.query(`DELETE FROM ${table}`));
        const sources = [
          await aSource(store.database),
          await aSource(store.database, { slug: 'other', platform: 'wordpress', affiliation: 'party' }),
        ];
        const its = processOn(store.database, sources[0]!);
        await its.entity({ name: 'Treasury', aliases: ['exchequer'] });
        Object.assign(its.rematcher, { page: 3 });
        for (const each of steps) {
          if (each.type === 'store') await its.store(each.posts.map(aMessage), sources[each.from]);
          else if (each.type === 'watch') await its.watch(each.slug, each.query, { anyway: true });
          else if (each.type === 'remove') await its.saved.remove(each.slug);
          else if (each.type === 'entity') await its.entity({ name: 'Treasury', aliases: [each.alias] });
          else {
            const stop = new AbortController();
            let left = each.steps;
            await its.rematcher.run(() => --left === 0 && stop.abort(), stop.signal);
          }
        }
        await its.mentions.run();
        await its.rematcher.run();
        for (const { slug, query } of await store.database.manager.find(SavedSearchEntity)) {
          const matches = await its.matches(slug);
          expect({ query, found: matches }).toEqual({ query, found: await its.answers(query) });
          found += matches.length;
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
    expect(found).toBeGreaterThan(50);
  }, 180_000);

  function aMessage(said: {
    guid: string;
    kind: 'post' | 'comment';
    to: string;
    text: string;
    author: string;
    minute: number;
    language: string | null;
  }) {
    const { guid, kind, to, text, author, minute, language } = said;
    const words = { text, language, author: { name: author, url: null }, publishedAt: new Date(Date.UTC(2008, 3, 2, 0, minute)) };
    return kind === 'post' ? aPost({ guid, title: null, ...words }) : aComment({ guid, to, ...words });
  }
});

import fc from 'fast-check';
import { CodebookService } from '../../../src/modules/coding/codebook.service.js';
import { codeOf } from '../../../src/modules/coding/code.form.js';
import { judgementOf } from '../../../src/modules/coding/judgement.form.js';
import { JudgementsQuery } from '../../../src/modules/coding/judgements.query.js';
import { JudgementsService } from '../../../src/modules/coding/judgements.service.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import type { Database } from '../../../src/modules/database/database.js';
import { Rows } from '../../support/conversation.js';
import { openTestDatabase } from '../../support/database.js';

let database: Database;
let close: () => Promise<void>;
let now: Date;
let codebook: CodebookService;
let service: JudgementsService;
let query: JudgementsQuery;
let rows: Rows;
let sourceId: number;
let posts: number[];

beforeEach(async () => {
  ({ database, close } = await openTestDatabase());
  now = new Date('2009-03-02T12:00:00Z');
  codebook = new CodebookService(database, { now: () => now });
  service = new JudgementsService(database, { now: () => now });
  query = new JudgementsQuery(database);
  rows = new Rows(database);
  sourceId = await rows.source('Harbour Light', 'civil-service');
  posts = [];
  for (let day = 1; day <= 5; day++)
    posts.push(await rows.post(sourceId, `2008-04-0${day}T09:00:00Z`, { voice: day % 2 === 1 ? 'civil-service' : null }));
  await add('Question', 'Thanks', 'Complaint');
});
afterEach(() => close());

async function add(...labels: string[]): Promise<void> {
  await codebook.save(
    labels.map((label) => {
      const read = codeOf({ label });
      if (!read.ok) throw new Error(read.problems.join());
      return read.draft;
    }),
  );
}

function draft(row: { post: number; coder: string; codes?: string[]; note?: string }) {
  const read = judgementOf(row);
  if (!read.ok) throw new Error(read.problems.join());
  return read.draft;
}

async function judge(post: number, coder: string, codes: string[] = [], note?: string) {
  const { reports } = await service.judge([draft({ post, coder, codes, note })]);
  return reports[0]!;
}

const slugsOf = async (post: number) =>
  (await query.ofPost(post)).map(({ coderName, codes, note, supersededAt }) => ({
    coderName,
    codes: codes.map(({ slug }) => slug),
    note,
    isPast: supersededAt !== null,
  }));

test('who looked and gave no code is another than who never looked', async () => {
  expect(await judge(posts[0]!, 'Ada')).toMatchObject({ result: 'added' });
  expect(await query.coders()).toMatchObject([{ key: 'ada', name: 'Ada', posts: 1, uncoded: 1 }]);
  expect(await query.of('ada')).toEqual([{ postId: posts[0], judgedAt: now.getTime(), codeIds: new Set() }]);
  expect(await query.of('bob')).toEqual([]);
});

test('a judgement that changes keeps what it was; the same once more is no change', async () => {
  const [post] = posts as [number];
  await judge(post, 'Ada', ['thanks', 'question'], 'First thought');
  now = new Date('2009-03-03T12:00:00Z');
  expect(await judge(post, 'ada ', ['question', 'thanks'], 'First thought')).toMatchObject({ result: 'unchanged' });
  expect(await judge(post, 'ADA', ['complaint'])).toMatchObject({ result: 'changed' });
  await judge(post, 'Bob', ['question']);
  expect(await slugsOf(post)).toEqual([
    { coderName: 'ADA', codes: ['complaint'], note: null, isPast: false },
    { coderName: 'Ada', codes: ['question', 'thanks'], note: 'First thought', isPast: true },
    { coderName: 'Bob', codes: ['question'], note: null, isPast: false },
  ]);
  expect((await query.ofPost(post))[1]?.supersededAt).toBe(now.getTime());
  expect(await query.given()).toHaveLength(2);
});

test('what cannot be stored is refused with a reason, and the rest is stored, or nothing', async () => {
  const stub = await rows.post(sourceId, '2008-04-09T09:00:00Z', { isStub: 1 });
  const drafts = [
    draft({ post: posts[0]!, coder: 'Ada', codes: ['question'] }),
    draft({ post: 99_999, coder: 'Ada' }),
    draft({ post: stub, coder: 'Ada' }),
    draft({ post: posts[1]!, coder: 'Ada', codes: ['nonsense', 'question'] }),
  ];
  const nothing = await service.judge(drafts, { allOrNothing: true });
  expect(nothing.isStored).toBe(false);
  expect(await query.coders()).toEqual([]);
  const rest = await service.judge(drafts);
  expect(rest.reports.map(({ result }) => result)).toEqual(['added', 'refused', 'refused', 'refused']);
  expect(rest.reports.flatMap(({ problems }) => problems)).toEqual([
    'There is no post with the number 99999.',
    `There is no post with the number ${stub}.`,
    'There is no code “nonsense”.',
  ]);
  expect(await query.of('ada')).toHaveLength(1);
});

test('a code in use is retired and stays where it is; one that nobody gave goes', async () => {
  const [post] = posts as [number];
  await judge(post, 'Ada', ['question', 'thanks']);
  expect([await codebook.retire('question'), await codebook.retire('complaint'), await codebook.retire('question')]).toEqual([
    'retired',
    'removed',
    'retired-before',
  ]);
  expect(await codebook.retire('nonsense')).toBe('missing');
  expect((await codebook.codes()).map(({ slug, retiredAt }) => [slug, retiredAt !== null])).toEqual([
    ['question', true],
    ['thanks', false],
  ]);
  expect(await judge(posts[1]!, 'Ada', ['question'])).toMatchObject({ result: 'refused', problems: ['The code “question” was retired.'] });
  // She gave it in its time, and may keep it while she takes back something else.
  expect(await judge(post, 'Ada', ['question'])).toMatchObject({ result: 'changed' });
  const read = codeOf({ label: 'Question' });
  const { reports } = await codebook.save(read.ok ? [read.draft] : []);
  expect(reports[0]?.problem).toContain('was retired. Give another short name');
});

test('how often a code was given, by whose voice: a post counts once, whoever gave it', async () => {
  for (const coder of ['Ada', 'Bob']) for (const post of posts.slice(0, 3)) await judge(post, coder, ['question']);
  const [question] = await codebook.codes();
  const given = await query.given();
  expect(new Set(given.map(({ codeId, voice, posts: count }) => `${codeId} ${voice} ${count}`))).toEqual(
    new Set([`${question?.id} civil-service 2`, `${question?.id} null 1`]),
  );
  expect(await query.bearing(question?.id ?? 0)).toEqual([posts[2], posts[1], posts[0]]);
  expect(await query.bearing(question?.id ?? 0, null)).toEqual([posts[1]]);
  expect(await query.bearing(question?.id ?? 0, 'civil-service')).toEqual([posts[2], posts[0]]);
});

test('with its source, what was judged of a post goes; the codebook stays', async () => {
  await judge(posts[0]!, 'Ada', ['question']);
  await database.write((manager) => manager.delete(SourceEntity, { id: sourceId }));
  expect(await query.coders()).toEqual([]);
  expect(await codebook.codes()).toHaveLength(3);
});

test('one coder at two desks: the later judgement holds, and both are kept', async () => {
  const [post] = posts as [number];
  await Promise.all([judge(post, 'Ada', ['question']), judge(post, 'Ada', ['thanks']), judge(post, 'Ada', ['complaint'])]);
  const all = await slugsOf(post);
  expect(all.filter(({ isPast }) => !isPast)).toHaveLength(1);
  expect(all).toHaveLength(3);
});

test('after any judgements and changes, what holds is the last of each coder on each post, and all others are its history', async () => {
  const step = fc.record({
    post: fc.nat(4),
    coder: fc.constantFrom('Ada', 'Bob'),
    codes: fc.subarray(['question', 'thanks', 'complaint']),
    note: fc.constantFrom(undefined, 'a note'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      await database.manager.query('DELETE FROM coding');
      const told = new Map<string, string[]>();
      for (const { post, coder, codes, note } of steps) {
        await judge(posts[post]!, coder, codes, note);
        const said = JSON.stringify([codes, note ?? null]);
        const earlier = told.get(`${post} ${coder}`) ?? [];
        if (earlier.at(-1) !== said) told.set(`${post} ${coder}`, [...earlier, said]);
      }
      for (const [index, post] of posts.entries())
        for (const coder of ['Ada', 'Bob']) {
          const kept = (await slugsOf(post)).filter(({ coderName }) => coderName === coder);
          expect(kept.map(({ codes, note }) => JSON.stringify([codes, note])).reverse()).toEqual(told.get(`${index} ${coder}`) ?? []);
          expect(kept.map(({ isPast }) => isPast)).toEqual(kept.map((_, place) => place > 0));
        }
    }),
    { numRuns: 15 },
  );
}, 180_000);

test.each<[string, object, string]>([
  ['no post', { coder: 'Ada' }, 'post: takes the number of a post'],
  ['a post that is none', { post: 'x', coder: 'Ada' }, 'post: takes the number of a post'],
  ['no coder', { post: '1' }, 'coder: is missing'],
  ['a blank name', { post: '1', coder: ' \t ' }, 'coder: is a name'],
  ['a long name', { post: '1', coder: 'x'.repeat(101) }, 'coder: is a name of at most 100'],
  ['a name with signs that nobody sees', { post: '1', coder: 'A\u0000da' }, 'coder: is a name'],
  ['a long note', { post: '1', coder: 'Ada', note: 'x'.repeat(5001) }, 'note: may have 5000 characters'],
])('%s is a sentence, and no exception', (_, row, words) => {
  const read = judgementOf(row);
  expect(read.ok ? '' : read.problems.join(' ')).toContain(words);
});

test('one code or several, in whatever case, each once', () => {
  expect(judgementOf({ post: '7', coder: ' Ada  Example ', codes: 'Thanks', note: ' ' })).toEqual({
    ok: true,
    draft: { postId: 7, coder: { key: 'ada example', name: 'Ada Example' }, codes: ['thanks'], note: null },
  });
  expect(judgementOf({ post: 7, coder: 'Ada', codes: ['a', 'A', '', 'b'] })).toMatchObject({ draft: { codes: ['a', 'b'] } });
});

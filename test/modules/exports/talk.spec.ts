import type { INestApplicationContext } from '@nestjs/common';
import fc from 'fast-check';
import { authorKeyOf } from '../../../src/modules/affiliations/affiliation-at.js';
import { Database } from '../../../src/modules/database/database.js';
import { portray } from '../../../src/modules/engagement/hearing.js';
import { Portraits } from '../../../src/modules/engagement/portraits.js';
import type { Span } from '../../../src/modules/engagement/period.js';
import { SourcesQuery } from '../../../src/modules/engagement/sources.query.js';
import { Exports } from '../../../src/modules/exports/exports.service.js';
import { figuresJson } from '../../../src/modules/engagement/figures.answer.js';
import { hearingOf, readLine } from '../../../src/modules/exports/talk.js';
import { Clock } from '../../../src/modules/clock/clock.js';
import { AFFILIATIONS } from '../../../src/modules/sources/source.entity.js';
import { startApp } from '../../support/app.js';
import { Rows } from '../../support/conversation.js';

const HOUR_MS = 3_600_000;
const APRIL = Date.UTC(2008, 3, 1);
const SPAN: Span = { name: 'all', from: APRIL, until: Date.UTC(2008, 4, 1) };

let app: INestApplicationContext;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ app, close } = await startApp());
  app.get(Clock).now = () => new Date(Date.UTC(2008, 4, 3));
});
afterAll(() => close());

test('the figures that are made from an export alone are those of the store, to the last digit', async () => {
  await fc.assert(
    fc.asyncProperty(talks(), async (talk) => {
      const slug = await store(talk);
      for (const author of [null, 'Ruth Ferrier'])
        for (const voice of [null, 'party' as const])
          expect(await fromExport(slug, author, voice)).toEqual(await fromStore(slug, author, voice));
    }),
    { numRuns: 25, seed: 2008 },
  );
}, 180_000);

test('there is something to count in these talks', async () => {
  const measured = new Set<string>();
  for (const talk of fc.sample(talks(), { numRuns: 10, seed: 2008 })) {
    const { measures } = (await fromStore(await store(talk), null, null)) as { measures: { name: string; numerator: number }[] };
    for (const { name, numerator } of measures) if (numerator > 0) measured.add(name);
  }
  expect([...measured]).toEqual(
    expect.arrayContaining(['reply-share', 'answered-share', 'popularity-3', 'virality-2', 'commitment-3', 'reciprocity']),
  );
}, 180_000);

async function fromStore(slug: string, author: string | null, voice: 'party' | null) {
  const source = (await app.get(SourcesQuery).bySlug(slug))!;
  const painted = await app.get(Portraits).ofSource(source, author === null ? null : authorKeyOf(author), SPAN, voice);
  return figuresJson({ ...painted, source: slug, author, span: SPAN });
}

async function fromExport(slug: string, author: string | null, voice: 'party' | null) {
  const source = (await app.get(SourcesQuery).bySlug(slug))!;
  const { bytes, manifest } = await app.get(Exports).open({ of: 'talk', source, span: SPAN }, 'ndjson');
  let text = '';
  for await (const piece of bytes) text += piece.toString();
  const lines = text.trim() === '' ? [] : text.trim().split('\n').map(readLine);
  // As it is read from a file.
  const { talk } = JSON.parse(JSON.stringify(manifest())) as ReturnType<typeof manifest>;
  const hearing = hearingOf(talk!, lines, author === null ? null : authorKeyOf(author));
  return figuresJson({ ...portray(hearing, voice, 'Europe/London'), source: slug, author, span: hearing.span });
}

interface Said {
  to: number | null;
  hour: number;
  isOwn: boolean;
  isInFeed: boolean;
  author: string | null;
  text: string;
  basis: 'explicit' | 'markup' | 'feed';
  role: 'addressed' | 'discussed' | null;
  isGone: boolean;
  isStub: boolean;
  comments: number | null;
  likes: number | null;
  shares: number | null;
}

interface RandomTalk {
  said: Said[];
  followers: number | null;
  polled: boolean[];
  periods: { author: string | null; affiliation: (typeof AFFILIATIONS)[number] }[];
}

function talks(): fc.Arbitrary<RandomTalk> {
  const rarely = fc.constantFrom(false, false, false, false, true);
  const said = fc.record<Said>({
    to: fc.option(fc.nat(), { freq: 4 }),
    hour: fc.integer({ min: -48, max: 32 * 24 }),
    isOwn: fc.boolean(),
    isInFeed: fc.boolean(),
    author: fc.constantFrom('Ruth Ferrier', 'Jo', 'Ada', 'Ben', 'Cy Example', null),
    text: fc.constantFrom(
      'When does it open?',
      'Have your say.',
      'It is open.',
      '@ada It is.',
      `${'🚢'.repeat(3_990)} Why? Because. Is it?`,
    ),
    basis: fc.constantFrom('explicit', 'markup', 'feed'),
    role: fc.constantFrom(null, null, null, 'addressed', 'discussed'),
    isGone: rarely,
    isStub: rarely,
    comments: fc.option(fc.nat(5)),
    likes: fc.option(fc.nat(9)),
    shares: fc.option(fc.nat(2)),
  });
  return fc.record({
    said: fc.array(said, { minLength: 1, maxLength: 100, size: 'max' }),
    followers: fc.constantFrom(null, 0, 700),
    polled: fc.array(fc.boolean(), { maxLength: 31 }),
    periods: fc.constantFrom(
      [],
      [{ author: null, affiliation: 'party' as const }],
      [{ author: 'ruth ferrier', affiliation: 'minister' as const }],
    ),
  });
}

/** The source `own`, and another on whose pages it is answered, in a store that holds nothing else. */
async function store({ said, followers, polled, periods }: RandomTalk): Promise<string> {
  const database = app.get(Database);
  await database.write(async (manager) => {
    for (const table of ['source', 'entity']) await manager.query(`DELETE FROM ${table}`);
  });
  const rows = new Rows(database);
  const [own, other] = [await rows.source('Own', 'civil-service'), await rows.source('Other')];
  const [posts, comments] = [await rows.feed(own), await rows.feed(own, 'comments')];
  const ids: { id: number; root: number }[] = [];
  for (const [index, each] of said.entries()) {
    const parent = each.to === null || index === 0 ? undefined : ids[each.to % index];
    const sourceId = each.isOwn ? own : other;
    const id = await rows.post(sourceId, new Date(APRIL + each.hour * HOUR_MS).toISOString(), {
      kind: parent ? 'comment' : 'post',
      feedId: each.isOwn ? (each.isInFeed ? posts : comments) : null,
      rootId: parent?.root ?? null,
      parentId: parent?.id ?? null,
      parentRef: each.basis === 'explicit' ? 'named' : null,
      replyBasis: parent ? each.basis : null,
      authorName: each.author,
      text: each.text,
      title: each.basis === 'markup' ? null : 'About it',
      commentCount: each.comments,
      goneAt: each.isGone ? new Date(APRIL) : null,
      isStub: each.isStub ? 1 : 0,
    });
    ids.push({ id, root: parent?.root ?? id });
  }
  await database.write(async (manager) => {
    await manager.sql`INSERT INTO entity (slug, name, urls, created_at, updated_at) VALUES ('itself', 'Own', '["https://own.example/"]', 0, 0)`;
    const [entity] = await manager.sql<{ id: number }[]>`SELECT id FROM entity`;
    for (const [index, { role, likes, shares }] of said.entries()) {
      const id = ids[index]!.id;
      if (role !== null)
        await manager.sql`INSERT INTO mention (post_id, entity_id, field, position, start_index, end_index, role, alias) VALUES (${id}, ${entity!.id}, 'text', 0, 0, 3, ${role}, 'Own')`;
      if (likes !== null || shares !== null)
        await manager.sql`INSERT INTO reaction (post_id, likes, shares, read_at) VALUES (${id}, ${likes}, ${shares}, 0)`;
    }
    const first = Math.floor(APRIL / 86_400_000);
    for (const [day, isRead] of polled.entries())
      await manager.sql`INSERT INTO feed_day (feed_id, day, polls, failures) VALUES (${posts}, ${first + day}, 2, ${isRead ? 1 : 2})`;
    if (followers !== null) await manager.sql`INSERT INTO audience (source_id, day, followers) VALUES (${own}, ${first}, ${followers})`;
    for (const { author, affiliation } of periods)
      await manager.sql`
        INSERT INTO affiliation (source_id, author_key, author_name, affiliation, from_at, until_at, created_at)
        VALUES (${own}, ${author}, ${author}, ${affiliation}, ${APRIL + 10 * 24 * HOUR_MS}, NULL, 0)`;
  });
  return 'own';
}

/** What pages say besides their lists is there for programs, too. */
import { Subscribers } from '../../../src/modules/mail/subscribers.service.js';
import { EntityEntity } from '../../../src/modules/mentions/entity.entity.js';
import { busyCoders } from '../../support/coding.js';
import { harbours, Talked } from '../../support/harbours.js';
import { Page } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';

let site: Site;

beforeAll(async () => {
  site = await startSite(undefined, { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'a@example.org' });
  await harbours(new Talked(site.database), site.database);
  await busyCoders(site);
}, 180_000);
afterAll(() => site.close());

const json = async (path: string) => (await (await site.get(path)).json()) as never;
const text = async (path: string) => new Page(await site.text(path)).text;

test('how many posts bear a code, and by whose voice', async () => {
  const { items } = (await json('/api/v1/codebook/codes')) as {
    items: { slug: string; given: { posts: number; voices: { posts: number }[] } }[];
  };
  const page = await text('/codebook');
  const given = items.filter(({ given: { posts } }) => posts > 0);
  expect(given.length).toBeGreaterThan(1);
  for (const { given: counted } of given) {
    expect(page).toContain(`${counted.posts} ${counted.posts === 1 ? 'post' : 'posts'}`);
    expect(counted.voices.reduce((sum, { posts }) => sum + posts, 0)).toBe(counted.posts);
  }
});

test('how often somebody is mentioned in which way, and how much has been looked through', async () => {
  const path = 'entities/department-for-harbours';
  await site.database.write((manager) =>
    manager.update(EntityEntity, { slug: 'department-for-harbours' }, { rematchAfterId: 3, rematchUntilId: 12 }),
  );
  const { posts, roles, lookedThrough, isLookedThrough } = (await json(`/api/v1/${path}`)) as Record<
    'posts' | 'roles' | 'lookedThrough' | 'isLookedThrough',
    unknown
  >;
  const page = await text(`/admin/${path}`);
  expect([lookedThrough, isLookedThrough]).toEqual([0.25, false]);
  expect(page).toContain('25 % of the posts have been looked through');
  expect(page).toContain(`${posts as number} posts mention it`);
  for (const [role, mentions] of Object.entries(roles as Record<string, number>)) expect(page).toContain(`${mentions} ${role}`);
});

test('what the outbox holds', async () => {
  await site.app.get(Subscribers).ask({ address: { address: 'ada@example.org', key: 'ada@example.org' }, frequency: 'day', entities: [] });
  expect(await json('/api/v1/subscribers/outbox')).toEqual({
    mails: [{ state: 'waiting', meaning: expect.any(String) as string, count: 1, oldestAt: '2008-04-05T12:00:00.000Z' }],
    subscribers: [{ state: 'waiting', count: 1 }],
    troubles: [],
  });
});

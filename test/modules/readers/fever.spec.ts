import { createHash } from 'node:crypto';
import { ApiTokens } from '../../../src/modules/accounts/api-tokens.js';
import { Rows } from '../../support/conversation.js';
import { type Site, startSite } from '../../support/site.js';
import { newAccount } from './support.js';

let site: Site;
let rows: Rows;
let key: string;
let lamp: number;
let paper: number;

async function open(): Promise<void> {
  site = await startSite(new Date('2008-04-05T12:00:00Z'));
  rows = new Rows(site.database);
  lamp = await rows.source('Harbour Lamp', 'civil-service');
  paper = await rows.source('Estuary Courier', 'media');
  const { account, password } = await newAccount(site);
  key = createHash('md5').update(`${account.address}:${password}`).digest('hex');
}

async function ask(query: string, fields: Record<string, string> = {}, api_key = key): Promise<Record<string, never>> {
  const response = await fetch(`${site.url}/fever/?api${query}`, { method: 'POST', body: new URLSearchParams({ api_key, ...fields }) });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, never>;
}

async function items(query: string): Promise<{ id: number; title: string; is_read: number; feed_id: number }[]> {
  return (await ask(`&items${query}`)).items ?? [];
}

describe('a reader', () => {
  beforeEach(open);
  afterEach(() => site.close());

  test('the key is that of the address and the password, and holds as long as the token', async () => {
    expect(await ask('')).toEqual({ api_version: 3, auth: 1, last_refreshed_on_time: Date.parse('2008-04-05T12:00:00Z') / 1000 });
    expect(await ask('', {}, key.toUpperCase())).toMatchObject({ auth: 1 });
    for (const wrong of ['', 'x', '0'.repeat(32), `${key}0`]) expect(await ask('&feeds', {}, wrong)).toEqual({ api_version: 3, auth: 0 });
    const inAddress = await fetch(`${site.url}/fever/?api&api_key=${key}&feeds`);
    expect(await inAddress.json()).toEqual({ api_version: 3, auth: 0 });
    await site.app.get(ApiTokens).revoke(1, 1);
    expect(await ask('')).toEqual({ api_version: 3, auth: 0 });
  });

  test('wrong keys are held back, and the right one with them only from the same network', async () => {
    for (let guess = 0; guess < 10; guess++) await ask('', {}, createHash('md5').update(String(guess)).digest('hex'));
    const response = await fetch(`${site.url}/fever/?api`, { method: 'POST', body: new URLSearchParams({ api_key: '1'.repeat(32) }) });
    expect([response.status, await response.text()]).toEqual([429, expect.stringContaining('Too many')]);
  });

  test('groups and feeds', async () => {
    const told = await ask('&groups&feeds&favicons&links');
    expect(told).toMatchObject({
      groups: [
        { id: 1, title: 'Editions' },
        { id: 2, title: 'Civil service' },
        { id: 7, title: 'Media' },
      ],
      favicons: [],
      links: [],
    });
    expect(told.feeds).toContainEqual(expect.objectContaining({ id: lamp * 7, title: 'Harbour Lamp', is_spark: 0 }));
    expect(told.feeds_groups).toContainEqual({ group_id: 7, feed_ids: String(paper * 7) });
  });

  test('items come fifty at a time, on from one and back from one, and each once', async () => {
    await rows.many(
      Array.from({ length: 120 }, (_, index) =>
        rows.row(index % 2 ? lamp : paper, new Date(Date.parse('2008-04-03T08:00:00Z') + index * 1000)),
      ),
    );
    const seen: number[] = [];
    for (let page = await items('&since_id=0'); page.length > 0; page = await items(`&since_id=${page.at(-1)!.id}`)) {
      expect(page.length).toBeLessThanOrEqual(50);
      seen.push(...page.map(({ id }) => id));
      if (seen.length === 100) await rows.post(lamp, '2008-04-03T09:00:00Z');
    }
    expect([seen.length, new Set(seen).size, [...seen].sort((a, b) => a - b)]).toEqual([121, 121, seen]);
    const back = await items(`&max_id=${seen[100]}`);
    expect(back.map(({ id }) => id)).toEqual(seen.slice(50, 100).reverse());
    expect((await items(`&with_ids=${seen[3]},${seen[1]},nonsense,9007199254740993`)).map(({ id }) => id)).toEqual([seen[3], seen[1]]);
    expect((await ask('&items&since_id=0')).total_items).toBe(121);
  });

  test('what is read, saved, and read up to an instant', async () => {
    for (const [source, hour] of [[lamp, '08'], [paper, '09'], [paper, '10']] as const) await rows.post(source, `2008-04-03T${hour}:00:00Z`); // prettier-ignore
    const [a, b, c] = (await items('&since_id=0')).map(({ id }) => String(id));
    expect(await ask('&unread_item_ids&saved_item_ids')).toMatchObject({ unread_item_ids: [c, b, a].join(','), saved_item_ids: '' });
    expect(await ask('', { mark: 'item', as: 'read', id: a! })).toMatchObject({ unread_item_ids: [c, b].join(',') });
    expect(await ask('', { mark: 'item', as: 'saved', id: a! })).toMatchObject({ saved_item_ids: a });
    expect(
      await ask('', { mark: 'feed', as: 'read', id: String(paper * 7), before: String(Date.parse('2008-04-03T09:30:00Z') / 1000) }),
    ).toMatchObject({
      unread_item_ids: c,
    });
    expect(await ask('', { mark: 'item', as: 'unread', id: b! })).toMatchObject({ unread_item_ids: [c, b].join(',') });
    expect(await ask('', { mark: 'group', as: 'read', id: '7' })).toMatchObject({ unread_item_ids: '' });
    await rows.post(lamp, '2008-04-03T11:00:00Z');
    expect(String((await ask('&unread_item_ids')).unread_item_ids)).toMatch(/^\d+$/);
    expect(await ask('', { mark: 'group', as: 'read', id: '0' })).toMatchObject({ unread_item_ids: '' });
    expect(await ask('', { mark: 'item', as: 'unsaved', id: a! })).toMatchObject({ saved_item_ids: '' });
  });
});

describe('what cannot be marked', () => {
  beforeAll(async () => {
    await open();
    await rows.post(lamp, '2008-04-03T08:00:00Z');
  });
  afterAll(() => site.close());

  test.each([
    { mark: 'item', as: 'read', id: "1' OR 1=1" },
    { mark: 'item', as: 'constructor', id: '2097152' },
    { mark: 'feed', as: 'read', id: '9'.repeat(400) },
    { mark: 'group', as: 'saved', id: '7' },
    { mark: 'group', as: 'read', id: '999999' },
    { mark: 'nothing', as: 'read', id: '1' },
  ])('%j changes nothing', async (fields) => {
    await ask('', fields);
    expect(String((await ask('&unread_item_ids')).unread_item_ids)).toMatch(/^\d+$/);
  });
});

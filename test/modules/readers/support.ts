import { AccountEntity } from '../../../src/modules/accounts/account.entity.js';
import { Accounts } from '../../../src/modules/accounts/accounts.service.js';
import { parseAddress } from '../../../src/modules/accounts/mail-address.js';
import { ReaderDoor } from '../../../src/modules/readers/reader-door.js';
import type { Site } from '../../support/site.js';

export interface Told {
  status: number;
  text: string;
  // Each test reads a part of what a server tells.
  json: () => Record<string, never>;
  headers: Headers;
}

export interface Contents {
  id: string;
  title: string;
  categories: string[];
  origin: { streamId: string; title: string };
  summary: { content: string };
  published: number;
  timestampUsec: string;
}

export async function newAccount(site: Site, address = 'ada@example.org'): Promise<{ account: AccountEntity; password: string }> {
  const account = await site.app.get(Accounts).add({ name: 'Ada', address: parseAddress(address)!, role: 'reader', password: null });
  return { account: account!, password: await site.app.get(ReaderDoor).make(account!, 'Reader: a test') };
}

/** Speaks as readers of feeds do. */
export class Client {
  auth = '';

  constructor(private readonly url: string) {}

  /** As NetNewsWire signs in. */
  async login(name: string, password: string): Promise<Told> {
    const told = await this.send('POST', '/accounts/ClientLogin', new URLSearchParams({ Email: name, Passwd: password }));
    this.auth = /^Auth=(.+)$/m.exec(told.text)?.[1] ?? '';
    return told;
  }

  get(path: string): Promise<Told> {
    return this.send('GET', `/reader/api/0/${path}`);
  }

  post(path: string, fields: [string, string][]): Promise<Told> {
    return this.send('POST', `/reader/api/0/${path}`, new URLSearchParams([['T', 'token'], ...fields]));
  }

  /** The items of a stream, page by page until the end. */
  async walk(stream: string, n: number, more = '', between: () => Promise<unknown> = () => Promise.resolve()): Promise<Contents[]> {
    const items: Contents[] = [];
    for (let c = ''; ;) {
      const told = await this.get(`stream/contents/${encodeURIComponent(stream)}?output=json&n=${n}${more}${c && `&c=${c}`}`);
      const page = told.json() as unknown as { items: Contents[]; continuation?: string };
      items.push(...page.items);
      if (page.continuation === undefined) return items;
      c = page.continuation;
      await between();
    }
  }

  async ids(query: string): Promise<string[]> {
    return ((await this.get(`stream/items/ids?output=json&${query}`)).json() as unknown as { itemRefs: { id: string }[] }).itemRefs.map(
      ({ id }) => id,
    );
  }

  async send(method: string, path: string, body?: URLSearchParams | FormData): Promise<Told> {
    const headers: Record<string, string> = this.auth === '' ? {} : { Authorization: `GoogleLogin auth=${this.auth}` };
    const response = await fetch(this.url + path, { method, headers, ...(body ? { body } : {}), redirect: 'manual' });
    const text = await response.text();
    return { status: response.status, text, json: () => JSON.parse(text) as Record<string, never>, headers: response.headers };
  }
}

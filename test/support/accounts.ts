import type { MailAddress } from '../../src/modules/accounts/mail-address.js';
import { Accounts } from '../../src/modules/accounts/accounts.service.js';
import { ApiTokens } from '../../src/modules/accounts/api-tokens.js';
import type { AccountEntity } from '../../src/modules/accounts/account.entity.js';
import type { Role } from '../../src/modules/pages/access.js';
import type { Site } from './site.js';

export const PASSWORD = 'four words that rhyme not';

export function addressOf(text: string): MailAddress {
  return { address: text, key: text.toLowerCase() };
}

/** An account of this role, by the name of `ROLE@example.org`. */
export async function account(site: Site, role: Role, name: string = role): Promise<AccountEntity> {
  const made = await site.app.get(Accounts).add({ name, address: addressOf(`${name}@example.org`), role, password: PASSWORD });
  if (!made) throw new Error(`${name} has an account already`);
  return made;
}

export async function tokenOf(site: Site, accountId: number, scope: Role): Promise<string> {
  return (await site.app.get(ApiTokens).make(accountId, { name: 'for a test', scope, days: null })).token;
}

/** A browser: it keeps cookies, sends forms, and follows nothing by itself. */
export class Surfer {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly site: Site,
    private readonly headers: Record<string, string> = {},
  ) {}

  static async signedIn(site: Site, name: string): Promise<Surfer> {
    const surfer = new Surfer(site);
    const response = await surfer.post('/login', { address: `${name}@example.org`, password: PASSWORD });
    if (response.status !== 303) throw new Error(`${name} could not sign in: ${response.status}`);
    return surfer;
  }

  get(path: string): Promise<Response> {
    return this.send(path, {});
  }

  post(path: string, fields: Record<string, string> | [string, string][] = {}): Promise<Response> {
    return this.send(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  async send(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...this.headers, ...(cookie && { cookie }) };
    const response = await fetch(this.site.url + path, { ...init, headers, redirect: 'manual' });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(set)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }

  /** Whatever the browser holds from now on. */
  keep(name: string, value: string): void {
    this.cookies.set(name, value);
  }
}

import { Inject, Injectable, Logger } from '@nestjs/common';
import * as client from 'openid-client';
import { IsNull } from 'typeorm';
import { z } from 'zod';
import type { Config, OpenIdConfig } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { AccountEntity } from './account.entity.js';
import { NAME_MAX } from './account.form.js';
import { Accounts } from './accounts.service.js';
import { type MailAddress, parseAddress } from './mail-address.js';

/** What the browser has to bring back. */
export interface Errand {
  state: string;
  nonce: string;
  verifier: string;
  next: string;
}

export type Arrival = { kind: 'known'; account: AccountEntity } | { kind: 'refused'; message: string };

const REST_MS = 5 * 60_000;

const claimsSchema = z.object({
  sub: z.string().min(1),
  email: z.string().optional(),
  // Some providers say it as a text.
  email_verified: z.union([z.boolean(), z.literal('true').transform(() => true), z.literal('false').transform(() => false)]).optional(),
  name: z.string().optional(),
});

/** Signing in at a provider of OpenID Connect (code flow with PKCE, state and nonce), by `openid-client`. */
@Injectable()
export class OpenId {
  private readonly logger = new Logger('OpenID');
  private provider: { configuration: Promise<client.Configuration>; askedAtMs: number } | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly accounts: Accounts,
  ) {}

  get isOn(): boolean {
    return this.config.openid !== null;
  }

  /** Where to send the browser, and what it has to come back with; null while the provider does not answer. */
  async begin(next: string): Promise<{ url: URL; errand: Errand } | null> {
    const configuration = await this.discovered();
    if (!configuration) return null;
    const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.callback,
      scope: 'openid email profile',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    return { url, errand: { state, nonce, verifier, next } };
  }

  /** @param search what the provider has put behind our address */
  async finish(search: string, { state, nonce, verifier }: Errand): Promise<Arrival> {
    const configuration = await this.discovered();
    if (!configuration)
      return { kind: 'refused', message: 'The provider does not answer. Try again in some minutes, or sign in with a password.' };
    try {
      const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
      const tokens = await client.authorizationCodeGrant(configuration, new URL(`${this.callback}${search}`), checks);
      return await this.admit(claimsSchema.parse(tokens.claims()));
    } catch (error) {
      this.logger.warn(`A sign-in failed: ${error instanceof Error ? error.message : String(error)}`);
      return { kind: 'refused', message: 'The provider did not let you in, or took too long about it. Begin again.' };
    }
  }

  /**
   * The account of this subject; else the one with its address, if the provider has verified that; else a new one, if the settings say so.
   * An address that nobody has verified would let whoever claims it into somebody else's account.
   */
  private async admit({ sub, email, email_verified: isVerified, name }: z.output<typeof claimsSchema>): Promise<Arrival> {
    const settings = this.config.openid!;
    const identity = `${settings.issuer} ${sub}`;
    const known = await this.database.manager.findOneBy(AccountEntity, { identity });
    if (known)
      return known.state === 'active'
        ? { kind: 'known', account: known }
        : { kind: 'refused', message: 'This account is closed. Ask an admin.' };
    const address = email !== undefined && isVerified === true ? parseAddress(email) : null;
    if (!address)
      return { kind: 'refused', message: 'The provider says of no mail address that it is yours. Ask an admin for an invitation.' };
    const account = (await this.join(address, identity)) ?? (await this.make(address, identity, name, settings));
    if (account) return { kind: 'known', account };
    return { kind: 'refused', message: `There is no account for ${address.address}. Ask an admin for an invitation.` };
  }

  private async join({ key }: MailAddress, identity: string): Promise<AccountEntity | null> {
    const { affected } = await this.database.write((manager) =>
      manager.update(AccountEntity, { addressKey: key, identity: IsNull(), state: 'active' }, { identity }),
    );
    return affected === 1 ? this.accounts.byKey(key) : null;
  }

  private async make(
    address: MailAddress,
    identity: string,
    name: string | undefined,
    { role }: OpenIdConfig,
  ): Promise<AccountEntity | null> {
    if (role === null) return null;
    const called =
      (name ?? '')
        .normalize('NFKC')
        .replace(/[\p{C}\s]+/gu, ' ')
        .trim()
        .slice(0, NAME_MAX) ||
      (address.address.split('@')[0] ?? 'Somebody');
    return this.database.write(async (manager) => {
      const account = await this.accounts.insert(manager, { name: called, address, role, password: null }, null);
      if (account) await manager.update(AccountEntity, account.id, { identity });
      return account && { ...account, identity };
    });
  }

  /** Asked once; and again, some minutes later, where it failed. */
  private async discovered(): Promise<client.Configuration | null> {
    const { issuer, clientId, clientSecret } = this.config.openid!;
    const nowMs = performance.now();
    if (!this.provider || nowMs - this.provider.askedAtMs > REST_MS) {
      // Within this machine nothing is encrypted.
      const isHere = /^http:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?(\/|$)/.test(issuer);
      const options = isHere ? { execute: [client.allowInsecureRequests] } : {};
      this.provider = { configuration: client.discovery(new URL(issuer), clientId, clientSecret, undefined, options), askedAtMs: nowMs };
    }
    try {
      const configuration = await this.provider.configuration;
      this.provider.askedAtMs = Infinity;
      return configuration;
    } catch (error) {
      this.logger.warn(`${issuer} does not say how one signs in there: ${error instanceof Error ? error.message : String(error)}`);
      this.provider = null;
      return null;
    }
  }

  private get callback(): string {
    return `${this.config.baseUrl}/login/openid/callback`;
  }
}

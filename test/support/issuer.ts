import { createHash } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { startWeb, type Web } from './web.js';

/** A provider of OpenID Connect on loopback: discovery, keys, and the exchange of codes with PKCE. People sign in there by being told to. */
export interface Issuer {
  url: string;
  /** What it says of whoever comes next. */
  claims: JWTPayload;
  /** Lets the browser that was sent to this address come back with a code: the address that it comes back to. */
  comeBack: (sentTo: string) => string;
  close: () => Promise<void>;
}

export async function startIssuer(clientId: string, clientSecret: string): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const key = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const codes = new Map<string, { challenge: string; nonce: string; redirect: string }>();
  const web: Web = await startWeb();
  const issuer: Issuer = {
    url: web.url,
    claims: {},
    comeBack: (sentTo) => {
      const asked = new URL(sentTo).searchParams;
      const [code, redirect] = [`code-${codes.size}`, asked.get('redirect_uri') ?? ''];
      codes.set(code, { challenge: asked.get('code_challenge') ?? '', nonce: asked.get('nonce') ?? '', redirect });
      return `${redirect}?${new URLSearchParams({ code, state: asked.get('state') ?? '' }).toString()}`;
    },
    close: web.close,
  };
  const json = (value: object, status = 200) => ({ status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) });
  const idToken = (nonce: string) =>
    new SignJWT({ ...issuer.claims, nonce })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(web.url)
      .setAudience(clientId)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
  Object.assign(web.routes, {
    '/.well-known/openid-configuration': json({
      issuer: web.url,
      authorization_endpoint: `${web.url}/authorize`,
      token_endpoint: `${web.url}/token`,
      jwks_uri: `${web.url}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    }),
    '/keys': json({ keys: [key] }),
    '/token': async (request: AsyncIterable<Buffer>) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      const said = new URLSearchParams(Buffer.concat(parts).toString());
      const known = codes.get(said.get('code') ?? '');
      codes.delete(said.get('code') ?? '');
      const challenge = createHash('sha256')
        .update(said.get('code_verifier') ?? '')
        .digest('base64url');
      if (challenge !== known?.challenge || said.get('client_secret') !== clientSecret || said.get('redirect_uri') !== known.redirect)
        return json({ error: 'invalid_grant' }, 400);
      return json({ access_token: 'opaque', token_type: 'Bearer', expires_in: 60, id_token: await idToken(known.nonce) });
    },
  });
  return issuer;
}

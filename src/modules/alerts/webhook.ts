import { createHmac, randomBytes } from 'node:crypto';
import type { Telling } from './telling.js';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** As Standard Webhooks writes it: whoever has it can sign in our name. */
export function newSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

export function newMessageId(): string {
  return `msg_${randomBytes(15).toString('base64url')}`;
}

/**
 * The headers by which a receiver knows that a body comes from us, has not been changed, and is no old one (Standard Webhooks 1.0): HMAC-SHA256 over
 * `id.seconds.body`, with the bytes that the secret stands for.
 */
export function signed(secret: string, id: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** What a webhook is told. Scripts hold on to these names. */
export function webhookBody({ id, kind, at, rule, events, more }: Telling): string {
  return JSON.stringify({
    id,
    type: kind,
    timestamp: at,
    rule: { slug: rule.slug, name: rule.name, kind: rule.kind, url: rule.url },
    events: events.map(({ key, title, sentence, quote, url, happenedAt }) => ({ key, title, sentence, quote, url, happenedAt })),
    more,
  });
}

import { createHmac, timingSafeEqual } from 'node:crypto';

/** W3C WebSub §7.1. */
const METHODS = ['sha1', 'sha256', 'sha384', 'sha512'];

/** Whether `X-Hub-Signature` was made of these bytes by whoever knows the secret. It takes the same time however much of it is right. */
export function isSigned(header: string | undefined, bytes: Buffer, secret: string): boolean {
  const [, method = '', given = ''] = /^(sha\d{1,3})=([0-9a-f]{40,128})$/i.exec(header?.trim() ?? '') ?? [];
  if (!METHODS.includes(method.toLowerCase())) return false;
  const expected = createHmac(method.toLowerCase(), secret).update(bytes).digest();
  const said = Buffer.from(given, 'hex');
  return said.length === expected.length && timingSafeEqual(said, expected);
}

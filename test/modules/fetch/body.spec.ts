import { createCipheriv } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { collect, decode } from '../../../src/modules/fetch/body.js';

const MAX = 1_000_000;
const text = Buffer.from('<rss>' + 'the words of a feed '.repeat(500) + '</rss>');
/** Noise does not shrink: its compressed form is long enough for the threads. */
const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(200_000));

describe('decode', () => {
  test.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['br', brotliCompressSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['gzip, identity', gzipSync(text)],
    ['deflate, gzip', gzipSync(deflateSync(text))],
    [null, text],
    ['', text],
  ])('%s', async (encoding, bytes) => {
    expect(await decode(bytes, encoding, MAX)).toEqual({ kind: 'decoded', bytes: text, isCutOff: false });
  });

  test.each([
    ['gzip', gzipSync(noise)],
    ['br', brotliCompressSync(noise)],
    ['deflate', deflateRawSync(noise)],
  ])('a long %s body comes through as well', async (encoding, bytes) => {
    expect(bytes.length).toBeGreaterThan(48 * 1024);
    expect(await decode(bytes, encoding, MAX)).toEqual({ kind: 'decoded', bytes: noise, isCutOff: false });
  });

  test('a stream whose end is missing gives what there is, and says so', async () => {
    const whole = gzipSync(text);
    expect(await decode(whole.subarray(0, -8), 'gzip', MAX)).toEqual({ kind: 'decoded', bytes: text, isCutOff: true });
    const half = await decode(gzipSync(noise).subarray(0, 60_000), 'gzip', MAX);
    expect(half).toMatchObject({ kind: 'decoded', isCutOff: true });
    if (half.kind === 'decoded') expect(noise.subarray(0, half.bytes.length).equals(half.bytes)).toBe(true);
  });

  test('padding after the end of a gzip stream does no harm', async () => {
    expect(await decode(Buffer.concat([gzipSync(text), Buffer.alloc(64)]), 'gzip', MAX)).toMatchObject({
      bytes: text,
    });
  });

  test.each([
    ['gzip', Buffer.from('<rss>plain after all</rss>')],
    ['gzip', Buffer.concat([gzipSync(text).subarray(0, 30), Buffer.alloc(40, 0xff)])],
    ['br', Buffer.from('<rss>plain after all</rss>')],
    ['zstd', text],
    ['gzip,gzip,gzip,gzip', gzipSync(text)],
  ])('%s: damaged or unknown is a bad encoding', async (encoding, bytes) => {
    expect(await decode(bytes, encoding, MAX)).toMatchObject({ kind: 'bad-encoding', reason: expect.any(String) as string });
  });

  test('a bomb stops at the limit, on both ways of unpacking', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000));
    expect(bomb.length).toBeGreaterThan(48 * 1024);
    const before = process.memoryUsage().rss;
    expect(await decode(bomb, 'gzip', MAX)).toEqual({ kind: 'too-large' });
    expect(await decode(brotliCompressSync(Buffer.alloc(10_000_000)), 'br', MAX)).toEqual({ kind: 'too-large' });
    expect(await decode(gzipSync(bomb), 'gzip, gzip', MAX)).toEqual({ kind: 'too-large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
  });

  test('the limit is exact', async () => {
    const bytes = gzipSync(Buffer.alloc(1000));
    expect(await decode(bytes, 'gzip', 1000)).toMatchObject({ kind: 'decoded' });
    expect(await decode(bytes, 'gzip', 999)).toEqual({ kind: 'too-large' });
  });

  test('an empty body is empty whatever it is called', async () => {
    expect(await decode(Buffer.alloc(0), 'gzip', MAX)).toEqual({ kind: 'decoded', bytes: Buffer.alloc(0), isCutOff: false });
  });

  test('law: what is packed comes out as it was', async () => {
    const pack = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), fc.constantFrom('gzip', 'br', 'deflate'), async (array, encoding) => {
        const bytes = Buffer.from(array);
        expect(await decode(pack[encoding](bytes), encoding, MAX)).toEqual({ kind: 'decoded', bytes, isCutOff: false });
      }),
    );
  });
});

describe('collect', () => {
  async function* endless() {
    for (let piece = 0; ; piece++) {
      if (piece > 20) throw new Error('read on after the limit');
      yield await Promise.resolve(Buffer.alloc(100));
    }
  }

  test('stops reading at the limit', async () => {
    expect(await collect(endless(), 1000)).toBeNull();
  });

  test('joins the pieces', async () => {
    async function* pieces() {
      yield await Promise.resolve(Buffer.from('ab'));
      yield Buffer.from('c');
    }
    expect((await collect(pieces(), 3))?.toString()).toBe('abc');
  });
});

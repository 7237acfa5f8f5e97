import { promisify } from 'node:util';
import {
  brotliDecompress,
  brotliDecompressSync,
  constants,
  gunzip,
  gunzipSync,
  inflate,
  inflateRaw,
  inflateRawSync,
  inflateSync,
  type InputType,
} from 'node:zlib';

const CODINGS_MAX = 3;
const CHUNK_BYTES = 64 * 1024;
/** Below this the threads of zlib cost more than they free. */
const SYNC_BYTES_MAX = 48 * 1024;

export type Decoded =
  { kind: 'decoded'; bytes: Buffer; isCutOff: boolean } | { kind: 'too-large' } | { kind: 'bad-encoding'; reason: string };

interface Options {
  maxOutputLength: number;
  chunkSize: number;
  finishFlush?: number;
}

interface Coding {
  sync: (bytes: InputType, options: Options) => Buffer;
  threaded: (bytes: InputType, options: Options) => Promise<Buffer>;
  /** Makes the decoder give what it has when the input ends early. */
  lenientFlush: number;
}

const GZIP: Coding = { sync: gunzipSync, threaded: promisify(gunzip), lenientFlush: constants.Z_SYNC_FLUSH };
const ZLIB: Coding = { sync: inflateSync, threaded: promisify(inflate), lenientFlush: constants.Z_SYNC_FLUSH };
const RAW: Coding = { sync: inflateRawSync, threaded: promisify(inflateRaw), lenientFlush: constants.Z_SYNC_FLUSH };
const BROTLI: Coding = {
  sync: brotliDecompressSync,
  threaded: promisify(brotliDecompress),
  lenientFlush: constants.BROTLI_OPERATION_FLUSH,
};

/** What we ask servers for; `deflate` is read, but not asked for, because half of them mean another thing by it. */
export const ACCEPT_ENCODING = 'gzip, br';

/** All bytes of a stream, or null as soon as they are more than `maxBytes`: the rest is never read. */
export async function collect(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
}

/**
 * Undoes `Content-Encoding` (RFC 9110 §8.4.1). The limit is counted on what comes out, chunk by chunk, so that a bomb stops at the limit.
 * A stream whose end is missing yields what there is, marked as cut off; a damaged one is a bad encoding.
 */
export async function decode(body: Buffer, contentEncoding: string | null, maxBytes: number): Promise<Decoded> {
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > CODINGS_MAX) return { kind: 'bad-encoding', reason: `${codings.length} layers of compression` };
  let decoded: Decoded = { kind: 'decoded', bytes: body, isCutOff: false };
  for (const name of codings.reverse()) {
    if (decoded.kind !== 'decoded' || decoded.bytes.length === 0) break;
    const coding = codingOf(name, decoded.bytes);
    if (!coding) return { kind: 'bad-encoding', reason: `the unknown encoding "${name.slice(0, 40)}"` };
    const { isCutOff }: { isCutOff: boolean } = decoded;
    decoded = await decompress(decoded.bytes, name, coding, maxBytes);
    if (decoded.kind === 'decoded') decoded.isCutOff ||= isCutOff;
  }
  return decoded;
}

function codingOf(name: string, bytes: Buffer): Coding | null {
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return GZIP;
    case 'br':
      return BROTLI;
    case 'deflate':
      return hasZlibHeader(bytes) ? ZLIB : RAW;
    default:
      return null;
  }
}

/** Servers send `deflate` with the zlib header that the standard asks for, and without it (RFC 1950 §2.2). */
function hasZlibHeader(bytes: Buffer): boolean {
  return bytes.length >= 2 && (bytes.readUInt8(0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}

async function decompress(bytes: Buffer, name: string, coding: Coding, maxBytes: number): Promise<Decoded> {
  const run = async (options: Options) => (bytes.length <= SYNC_BYTES_MAX ? coding.sync(bytes, options) : coding.threaded(bytes, options));
  const options: Options = { maxOutputLength: maxBytes, chunkSize: CHUNK_BYTES };
  try {
    return { kind: 'decoded', bytes: await run(options), isCutOff: false };
  } catch (error) {
    if (codeOf(error) !== 'Z_BUF_ERROR') return failure(error, name);
  }
  try {
    return { kind: 'decoded', bytes: await run({ ...options, finishFlush: coding.lenientFlush }), isCutOff: true };
  } catch (error) {
    return failure(error, name);
  }
}

function failure(error: unknown, name: string): Decoded {
  if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return { kind: 'too-large' };
  return { kind: 'bad-encoding', reason: `damaged ${name} data` };
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code);
}

/** Exports as files: written whole or not at all, each with its manifest beside it, and checked against that. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { countOf, formatNumber } from '../pages/words.js';
import type { OpenExport } from './exports.service.js';
import { frugally } from './frugal.js';
import { type Manifest, readManifest } from './manifest.js';
import { type ExportedLine, readLine } from './talk.js';

export function manifestBeside(file: string): string {
  return `${file}.manifest.json`;
}

/** A half-written export never has the name of a whole one, and a manifest comes after what it is of. */
export async function writeExport({ bytes, manifest }: OpenExport, file: string, manifestFile: string): Promise<Manifest> {
  const partial = `${file}.partial`;
  try {
    await pipeline(Readable.from(frugally(bytes)), createWriteStream(partial));
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return writeManifest(manifest(), manifestFile);
}

export async function writeManifest(manifest: Manifest, file: string): Promise<Manifest> {
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

export type Verified = { ok: true; manifest: Manifest; sentence: string } | { ok: false; sentence: string };

/** Whether a file is what its manifest says. */
export async function verifyExport(file: string, manifestFile: string): Promise<Verified> {
  const text = await readFile(manifestFile, 'utf8').catch(unreadable(manifestFile));
  if (typeof text !== 'string') return { ok: false, sentence: text.sentence };
  const read = readManifest(text);
  if (!read.ok) return read;
  const found = await fingerprintOf(file).catch(unreadable(file));
  if ('sentence' in found) return { ok: false, sentence: found.sentence };
  const { bytes, sha256, rows, createdAt } = read.manifest;
  if (found.bytes !== bytes)
    return {
      ok: false,
      sentence: `${file} has ${countOf(found.bytes, 'byte', 'bytes')}, where its manifest says ${formatNumber(bytes)}: it is cut off, or was changed. Export it again.`,
    };
  if (found.sha256 !== sha256)
    return { ok: false, sentence: `${file} is as long as its manifest says, but holds other bytes: it was changed. Export it again.` };
  const sentence = `${file} is as it was exported at ${createdAt}: ${countOf(rows, 'post', 'posts')}, SHA-256 ${sha256}.`;
  return { ok: true, manifest: read.manifest, sentence };
}

/** The lines of an export that has been verified. */
export async function readLines(file: string): Promise<ExportedLine[]> {
  const lines: ExportedLine[] = [];
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity }))
    if (text !== '') lines.push(readLine(text));
  return lines;
}

async function fingerprintOf(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
    bytes += piece.length;
    hash.update(piece);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** What a person can mend, in a sentence; anything else is thrown on. */
function unreadable(file: string) {
  return (error: NodeJS.ErrnoException): { sentence: string } => {
    if (error.code === 'ENOENT') return { sentence: `There is no file ${file}.` };
    if (error.code === 'EACCES' || error.code === 'EISDIR') return { sentence: `${file} cannot be read (${error.code}).` };
    throw error;
  };
}

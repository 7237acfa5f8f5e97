import { promisify } from 'node:util';
import { BadRequestException, UnsupportedMediaTypeException } from '@nestjs/common';
import { type Request, raw, type Response } from 'express';
import { tooLarge } from '../pages/upload.js';
import type { FileBody } from './operation.js';

/** What was sent, byte by byte: a file says itself in which letters it is written. Read by the operation that takes it, when it is known who asks. */
export async function fileOf(request: Request, response: Response, { types, mbMax }: FileBody): Promise<Buffer> {
  if (request.is([...types]) === false)
    throw new UnsupportedMediaTypeException(`Send the file as it is, with Content-Type: ${types.join(' or ')}.`);
  try {
    await promisify(raw({ type: [...types], limit: mbMax * 1024 * 1024 }))(request, response);
  } catch (error) {
    const { status } = error as { status?: number };
    if (status === 413) throw tooLarge(mbMax);
    if (status !== undefined && status < 500)
      throw new BadRequestException('the file was broken off, or is packed in a way that we do not know.');
    throw error;
  }
  const body: unknown = request.body;
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  // For the audit log, which has no use for what stands in it.
  request.body = { bytes: bytes.length };
  return bytes;
}

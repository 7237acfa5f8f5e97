import {
  BadRequestException,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  PayloadTooLargeException,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import type { Request } from 'express';
import { catchError, type Observable, throwError } from 'rxjs';
import { legalText } from '../../feeds/characters.js';
import { legalBody } from './controls.js';

/** A file of a form, as multer gives it. */
export interface Upload {
  originalname: string;
  buffer: Buffer;
}

/** Stands on a handler that takes one list, as a file or as pasted text: `TakesList(2)` for lists of 2 MB. */
export function TakesList(mbMax: number): MethodDecorator {
  const bytesMax = mbMax * 1024 * 1024;
  const limits = { fileSize: bytesMax, fieldSize: bytesMax, files: 1, fields: 8, parts: 9 };
  return UseInterceptors(new UploadTrouble(mbMax), FileInterceptor('file', { limits }), new LegalFields());
}

/** What was uploaded, else what was pasted; empty where there is neither. */
export function uploadedBytes(file: Upload | undefined, body: unknown): Buffer {
  const pasted = (body as Record<string, unknown> | undefined)?.text;
  return file && file.buffer.length > 0 ? file.buffer : Buffer.from(typeof pasted === 'string' ? pasted.trim() : '');
}

/** The same as text, without a byte order mark. */
export function uploadedText(file: Upload | undefined, body: unknown): string {
  return fileText(uploadedBytes(file, body));
}

/** What a program sent as a file, likewise. */
export function fileText(bytes: Buffer): string {
  return legalText(bytes.toString('utf8'))
    .replace(/^\uFEFF/, '')
    .trim();
}

/** The parts of an upload are read later than other bodies (`dropControls`). */
class LegalFields implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request & { file?: Upload }>();
    request.body = legalBody(request.body);
    if (request.file) request.file.originalname = legalText(request.file.originalname);
    return next.handle();
  }
}

/** Stands before `FileInterceptor`, and says what it stopped in words that help. */
class UploadTrouble implements NestInterceptor {
  constructor(private readonly mbMax: number) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError((error: unknown) => throwError(() => inWords(error, this.mbMax))));
  }
}

function inWords(error: unknown, mbMax: number): unknown {
  if (error instanceof PayloadTooLargeException || (error instanceof BadRequestException && /too (?:long|large)/i.test(error.message)))
    return tooLarge(mbMax);
  if (error instanceof BadRequestException)
    return new BadRequestException(
      'The upload could not be read to its end: it was broken off, or is no form of ours. Send it again; nothing was stored.',
    );
  return error;
}

export function tooLarge(mbMax: number): PayloadTooLargeException {
  return new PayloadTooLargeException(
    `This is larger than ${mbMax} MB, and was not read to its end. Is it the right file? Else cut it into parts. Nothing was stored.`,
  );
}

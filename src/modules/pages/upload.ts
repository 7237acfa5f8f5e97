import {
  BadRequestException,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  PayloadTooLargeException,
} from '@nestjs/common';
import { catchError, type Observable, throwError } from 'rxjs';

const MB_MAX = 2;
const BYTES_MAX = MB_MAX * 1024 * 1024;

/** A file of a form, as multer gives it. */
export interface Upload {
  originalname: string;
  buffer: Buffer;
}

/** For `FileInterceptor`: one list of ours, as a file or as pasted text. */
export const LIST_LIMITS = { limits: { fileSize: BYTES_MAX, fieldSize: BYTES_MAX, files: 1, fields: 8, parts: 9 } };

/** What was uploaded, else what was pasted; empty where there is neither. A byte order mark is left out. */
export function uploadedText(file: Upload | undefined, body: unknown): string {
  const pasted = (body as Record<string, unknown> | undefined)?.text;
  const text = file && file.buffer.length > 0 ? file.buffer.toString('utf8') : typeof pasted === 'string' ? pasted : '';
  return text.replace(/^\uFEFF/, '').trim();
}

/** Stands before `FileInterceptor`, and says what it stopped in words that help. */
@Injectable()
export class UploadTrouble implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError((error: unknown) => throwError(() => inWords(error))));
  }
}

function inWords(error: unknown): unknown {
  if (error instanceof PayloadTooLargeException || (error instanceof BadRequestException && /too (?:long|large)/i.test(error.message)))
    return new PayloadTooLargeException(
      `This is larger than ${MB_MAX} MB, and was not read to its end. Is it the right file? Else cut it into parts. Nothing was stored.`,
    );
  if (error instanceof BadRequestException)
    return new BadRequestException(
      'The upload could not be read to its end: it was broken off, or is no form of ours. Send it again; nothing was stored.',
    );
  return error;
}

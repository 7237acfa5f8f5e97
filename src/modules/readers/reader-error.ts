import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Response } from 'express';

/** What a reader asked for and cannot have, in a sentence. Programs get it as plain text: many show it to whoever uses them. */
export class ReaderError extends HttpException {
  constructor(
    status: number,
    sentence: string,
    readonly retrySeconds: number | null = null,
  ) {
    super(sentence, status);
  }
}

@Catch(HttpException)
export class ReaderErrors implements ExceptionFilter {
  catch(error: HttpException, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const status = error.getStatus();
    if (status === 401) response.set('Google-Bad-Token', 'true').set('WWW-Authenticate', 'GoogleLogin realm="Hustings"');
    if (error instanceof ReaderError && error.retrySeconds !== null) response.set('Retry-After', String(error.retrySeconds));
    response.status(status).set('Cache-Control', 'no-store').type('text').send(`${error.message}\n`);
  }
}

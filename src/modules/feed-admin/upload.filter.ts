import {
  type ArgumentsHost,
  BadRequestException,
  Catch,
  type ExceptionFilter,
  HttpException,
  PayloadTooLargeException,
} from '@nestjs/common';
import type { Response } from 'express';
import { Pages } from '../pages/handlebars.js';
import { importView, LIST_MB_MAX } from './import.view.js';

/** An upload that was broken off, by us or on its way: the form again, with what happened. */
@Catch(PayloadTooLargeException, BadRequestException)
export class UploadFilter implements ExceptionFilter {
  constructor(private readonly pages: Pages) {}

  catch(error: HttpException, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const isLarge = error instanceof PayloadTooLargeException || /too (?:long|large)/i.test(error.message);
    const message = isLarge
      ? `This is larger than ${LIST_MB_MAX} MB, and was not read to its end. A list of 20,000 feeds has about ten: is it the right file? Else cut it into parts.`
      : 'The upload could not be read to its end: it was broken off, or is no form of ours. Send it again; nothing was kept.';
    response
      .status(isLarge ? 413 : 400)
      .set('Cache-Control', 'no-store')
      .type('html');
    response.send(this.pages.render('admin-import', importView(message)));
  }
}

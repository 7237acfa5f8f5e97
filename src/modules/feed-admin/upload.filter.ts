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
import { importView } from './import.view.js';

/** An upload that was broken off, by us or on its way: the form again, with what happened. */
@Catch(PayloadTooLargeException, BadRequestException)
export class UploadFilter implements ExceptionFilter {
  constructor(private readonly pages: Pages) {}

  catch(error: HttpException, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    response.status(error.getStatus()).set('Cache-Control', 'no-store').type('html');
    response.send(this.pages.render('admin-import', importView(error.message)));
  }
}

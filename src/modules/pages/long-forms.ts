import express, { type NextFunction, type Request, type Response } from 'express';

/** Where programs send the ids of ten thousand items at once: readers of feeds (`readers`). */
export const LONG_FORMS_AT = '/reader/api/0';

const parse = express.urlencoded({ extended: false, limit: '1mb', parameterLimit: 10_100 });

/** Everywhere else Nest's own reading of forms holds, with a hundred kilobytes and a thousand fields. It looks for the name of this parser, and would not come. */
export function readLongForms(request: Request, response: Response, next: NextFunction): void {
  parse(request, response, next);
}

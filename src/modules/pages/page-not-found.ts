import { NotFoundException } from '@nestjs/common';

/** A way on from a page that is not there. */
export interface WayOn {
  href: string;
  label: string;
}

/** 404 with a sentence of what is missing, and where to go instead. */
export class PageNotFound extends NotFoundException {
  constructor(
    message: string,
    readonly waysOn: WayOn[] = [],
  ) {
    super(message);
  }
}

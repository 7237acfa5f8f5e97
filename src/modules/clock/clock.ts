import { Injectable } from '@nestjs/common';

/** The only source of the present. Pure functions take `now` as an argument; tests override this class. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}

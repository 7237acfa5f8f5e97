import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import type { Observable } from 'rxjs';

/** Who may keep what we answer. Every answer that may be kept has an ETag, and mostly that is all that goes over the wire the second time. */
export const CACHING = {
  /** The same for everybody, and asked about each time: an edition or a thread that is open grows. */
  page: 'public, no-cache',
  /** An edition that is closed: what still happens to it may show a minute later. */
  closed: 'public, max-age=60',
  /** Readers of feeds come by every few minutes, whether there is news or not. */
  feed: 'public, max-age=300',
  /** Depends on who asks, or names who coded something: nobody between us and the reader keeps it. */
  own: 'private, no-cache',
  /** Its hash is that of the bytes as they left us, so nobody on the way may pack them otherwise. */
  file: 'public, no-cache, no-transform',
  /** A picture of a message. Whose address it is named by never shows another, and a day later it is asked for again. */
  image: 'private, max-age=86400',
  /** What follows while somebody looks on: as Nest writes it, so that nothing on the way packs it or keeps it back. */
  stream: 'private, no-cache, no-store, must-revalidate, max-age=0, no-transform',
  none: 'no-store',
} as const;

export type Caching = keyof typeof CACHING;

/** Stands on a controller, or on one of its handlers. What says nothing is kept by nobody. */
export const Cached = Reflector.createDecorator<Caching>();

/** The one place where `Cache-Control` is set, but for errors, which nobody keeps. */
@Injectable()
export class CacheControl implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly isPublic: boolean,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const asks = ['GET', 'HEAD'].includes(http.getRequest<Request>().method);
    const said = this.reflector.getAllAndOverride(Cached, [context.getHandler(), context.getClass()]);
    http.getResponse<Response>().set('Cache-Control', cacheControl(asks ? (said ?? 'none') : 'none', this.isPublic));
    return next.handle();
  }
}

/** @param isPublic everybody may read; else nothing is kept between us and a reader */
export function cacheControl(caching: Caching, isPublic: boolean): string {
  const header = CACHING[caching];
  return isPublic ? header : header.replace(/^public/, 'private');
}

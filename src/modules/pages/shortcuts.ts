import { Inject, Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { cacheControl, type Caching } from './caching.js';

/** A page that is there already, and the same for everybody. */
export interface Ready {
  html: string;
  etag: string;
  caching: Caching;
}

/** Gives what is there for a path, and null where somebody has to look. */
export type Shortcut = (path: string) => Ready | null;

/**
 * Pages that need neither a database nor to know who asks. To find out who asks takes several times as long as to send such a page, and on a public instance it
 * changes nothing. On others there are no shortcuts.
 */
@Injectable()
export class Shortcuts {
  private readonly shortcuts: Shortcut[] = [];
  private readonly isPublic: boolean;

  constructor(@Inject(CONFIG) { readerAccess }: Config) {
    this.isPublic = readerAccess === 'public';
  }

  add(shortcut: Shortcut): void {
    this.shortcuts.push(shortcut);
  }

  readonly handler = (request: Request, response: Response, next: NextFunction): void => {
    const ready = this.isPublic && request.method === 'GET' ? this.find(request.path) : null;
    if (ready === null) return next();
    response.set({ ETag: ready.etag, 'Cache-Control': cacheControl(ready.caching, this.isPublic) });
    response.type('html').send(ready.html);
  };

  private find(path: string): Ready | null {
    for (const shortcut of this.shortcuts) {
      const ready = shortcut(path);
      if (ready !== null) return ready;
    }
    return null;
  }
}

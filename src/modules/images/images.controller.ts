import {
  Controller,
  Get,
  HttpException,
  HttpStatus,
  NotFoundException,
  Param,
  Req,
  Res,
  ServiceUnavailableException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import PQueue from 'p-queue';
import { Fetcher } from '../fetch/fetcher.js';
import type { FetchOutcome } from '../fetch/outcome.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { Pages } from '../pages/handlebars.js';

const BYTES_MAX = 5 * 1024 * 1024;
/** A page of pictures must not take all connections and memory: 8 of 5 MB are 40 MB at most. */
const AT_ONCE = 8;
const WAITING_MAX = 200;
/** Formats that browsers draw and that run nothing: SVG may hold scripts, and is not among them. */
const TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'];

/** Pictures of messages, fetched by us behind the same guard and limits as feeds. Only addresses that we have signed are fetched. */
@Controller('images')
@Allowed('reader')
@Cached('image')
export class ImagesController {
  private readonly running = new PQueue({ concurrency: AT_ONCE });

  constructor(
    private readonly pages: Pages,
    private readonly fetcher: Fetcher,
  ) {}

  @Get(':signature/:encoded')
  async send(
    @Param('signature') signature: string,
    @Param('encoded') encoded: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const src = this.pages.images.read(signature, encoded);
    if (src === null) throw new NotFoundException('This is no picture of a message here.');
    const etag = `"${signature}"`;
    if (request.get('if-none-match') === etag) return void response.status(304).end();
    if (this.running.size >= WAITING_MAX)
      throw new ServiceUnavailableException('Too many pictures are asked for at once. Look again in a moment.');
    const aborted = new AbortController();
    response.once('close', () => aborted.abort(new Gone()));
    const outcome = await this.running
      .add(() => this.fetcher.get(src, { accept: TYPES.join(', '), maxBytes: BYTES_MAX, signal: aborted.signal }))
      .catch((error: unknown) => {
        if (error instanceof Gone) return null;
        throw error;
      });
    if (!outcome) return;
    const type = typeOf(outcome);
    if (outcome.kind !== 'modified') throw new HttpException(`The picture cannot be had. ${outcome.message}`, HttpStatus.NOT_FOUND);
    if (type === null)
      throw new UnsupportedMediaTypeException('What stands at the address of this picture is none that browsers draw safely.');
    response.set({
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Content-Disposition': 'inline',
      ETag: etag,
    });
    response.type(type).send(outcome.bytes);
  }
}

/** The browser has left. */
class Gone extends Error {
  override readonly name = 'Gone';
}

/** What the first bytes say it is: what a server calls it is no proof. Null for what is no picture that we pass on. */
function typeOf(outcome: FetchOutcome): string | null {
  if (outcome.kind !== 'modified') return null;
  const { bytes } = outcome;
  const start = bytes.subarray(0, 16).toString('latin1');
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (/^GIF8[79]a/.test(start)) return 'image/gif';
  if (/^RIFF[^]{4}WEBP/.test(start)) return 'image/webp';
  return /^[^]{4}ftypavi[fs]/.test(start) ? 'image/avif' : null;
}

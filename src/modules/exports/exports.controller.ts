import { once } from 'node:events';
import { Controller, Get, Inject, Param, Query as Parameters, Req, Res } from '@nestjs/common';
import slugify from '@sindresorhus/slugify';
import type { Request, Response } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { AskedSources } from '../engagement/asked-sources.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { parseQuery } from '../search/query-parser.js';
import { printError } from '../search/query-printer.js';
import { SearchTooSlow } from '../search/search-reader.js';
import { SearchService } from '../search/search.service.js';
import { Exports, type OpenExport, type Selection } from './exports.service.js';
import { type ExportFormat, FORMATS } from './writing.js';

type Asked = Record<string, unknown>;

const TYPES: Record<ExportFormat, string> = { ndjson: 'application/x-ndjson', csv: 'text/csv; charset=utf-8' };
/** An export may read every post: so many run at once, and pages have the rest of the time. */
const AT_ONCE_MAX = 2;
const BUSY_SECONDS = 30;
const NAME_CHARACTERS = 60;

/** The posts behind a page as a file, and beside each its manifest: what it holds, and a hash of it. */
@Controller()
@Allowed('reader')
@Cached('file')
export class ExportsController {
  private running = 0;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly exports: Exports,
    private readonly search: SearchService,
    private readonly asked: AskedSources,
  ) {}

  @Get(['search.ndjson', 'search.csv', 'search.ndjson.manifest.json', 'search.csv.manifest.json'])
  async found(@Parameters('q') q: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const text = typeof q === 'string' ? q.trim() : '';
    const parsed = parseQuery(text, this.config.timezone);
    const error = parsed.ok ? await this.search.check(parsed.query) : parsed.error;
    if (error !== null || !parsed.ok) return void response.status(400).type('text').send(printError(text, error!));
    await this.answer(request, response, { of: 'time', query: parsed.query, since: null, until: null }, `search ${text}`);
  }

  @Get(FORMATS.flatMap((format) => [`sources/:slug/posts.${format}`, `sources/:slug/posts.${format}.manifest.json`]))
  async counted(
    @Param('slug') slug: string,
    @Parameters() asked: Asked,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const found = await this.asked.find(slug, asked);
    const { list, ids, voice } = await this.asked.list(found, asked);
    const { source, span, authorName } = found;
    const parameters = {
      source: source.slug,
      list,
      since: new Date(span.from).toISOString(),
      until: new Date(span.until).toISOString(),
      author: authorName,
      voice,
    };
    const selection = { of: 'list', ids, address: request.originalUrl.replace('.manifest.json?', '?'), parameters } as const;
    await this.answer(request, response, selection, `${source.slug} ${list} ${parameters.since.slice(0, 10)}`);
  }

  private async answer(request: Request, response: Response, selection: Selection, name: string): Promise<void> {
    response.set('X-Robots-Tag', 'noindex, nofollow');
    if (this.running >= AT_ONCE_MAX)
      return void response
        .status(503)
        .set('Retry-After', String(BUSY_SECONDS))
        .type('text')
        .send(`${AT_ONCE_MAX} exports are being written already. Ask again in ${BUSY_SECONDS} seconds.\n`);
    this.running += 1;
    try {
      const format = request.path.includes('.csv') ? 'csv' : 'ndjson';
      if (request.path.endsWith('.manifest.json')) return void response.json(await this.exports.manifestOf(selection, format));
      const exported = await this.exports.open(selection, format);
      response.set(headersOf(exported, format, name, request.originalUrl));
      if (request.method === 'HEAD') return void response.end();
      // RFC 9530: what the bytes are is known when they are written. HTTP 1.0 has no place for that.
      if (request.httpVersion !== '1.0') response.set('Trailer', 'Repr-Digest');
      await send(exported, response);
    } catch (error) {
      if (!(error instanceof SearchTooSlow)) throw error;
      response.status(503).removeHeader('Content-Disposition');
      response.type('text').send(`${error.message}\n`);
    } finally {
      this.running -= 1;
    }
  }
}

function headersOf({ parameters }: OpenExport, format: ExportFormat, name: string, url: string): Record<string, string> {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  return {
    'Content-Type': TYPES[format],
    'Content-Disposition': `attachment; filename="hustings-${slugify(name).slice(0, NAME_CHARACTERS)}.${format}"`,
    'Hustings-Parameters': encodeURI(JSON.stringify(parameters)),
    Link: `<${path}.manifest.json?${query}>; rel="describedby"; type="application/json"`,
  };
}

/** No faster than it is read. A reader who goes ends it. */
async function send({ bytes, manifest }: OpenExport, response: Response): Promise<void> {
  for await (const piece of bytes) {
    if (response.destroyed) return;
    if (!response.write(piece)) await drained(response);
  }
  response.addTrailers({ 'Repr-Digest': `sha-256=:${Buffer.from(manifest().sha256, 'hex').toString('base64')}:` });
  response.end();
}

async function drained(response: Response): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  waiting.abort();
}

import { ForbiddenException } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';

/**
 * The second of two nets: what is stored was sanitised on its way in, and a browser runs no script and takes no style from anyone but us.
 * Pictures in messages come through us, too (`image-links.ts`).
 */
export function securityHeaders(baseUrl: string): RequestHandler {
  const secure = baseUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // A browser that was once told to insist on https would not come back to a plain http address.
    strictTransportSecurity: secure,
    // Other sites do not learn what was read here; our own forms still say where they come from (see below).
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
  });
}

/** Lets a page that gets better by script have ours, and ask us for news: no other page runs any. To be called before it is sent. */
export function allowOwnScript(response: Response): void {
  const policy = String(response.getHeader('Content-Security-Policy') ?? "default-src 'none'");
  response.setHeader('Content-Security-Policy', `${policy};script-src 'self';connect-src 'self'`);
}

/**
 * The receiver of webmentions, that of what hubs deliver, and the button by which mail programs unsubscribe: anybody's page may post there. None of them
 * does anything in the name of whoever's browser it is; for the others, the address is the key.
 */
const OPEN_TO_ALL = /^\/(webmention|websub\/[\w-]+|subscribe\/unsubscribe\/[\w-]+|alerts\/stop\/[\w-]+)$/;

/** A form on somebody else's page must not press our buttons: browsers say where a request comes from, programs say nothing. */
export function refuseForeignForms(baseUrl: string): RequestHandler {
  // Behind a proxy, `Host` may be the proxy's own name for us.
  const ours = new URL(baseUrl).host;
  return (request: Request, _response: Response, next: NextFunction) => {
    if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS' || OPEN_TO_ALL.test(request.path))
      return next();
    const site = request.get('sec-fetch-site');
    const origin = request.get('origin');
    const foreign =
      site !== undefined
        ? site !== 'same-origin' && site !== 'none'
        : origin !== undefined && ![request.get('host'), ours].includes(hostOf(origin) ?? '');
    next(
      foreign ? new ForbiddenException('This form was sent from another site. Open the page here and press the button again.') : undefined,
    );
  };
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

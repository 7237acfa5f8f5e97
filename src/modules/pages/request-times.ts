import type { RequestHandler } from 'express';
import type { Metrics } from '../metrics/metrics.js';
import { isProbe } from './probes.js';

/** Styles, pages that were there already (`shortcuts.ts`), and addresses that nothing has. */
const WITHOUT_ROUTE = 'none';

/** Measures how long each answer takes. Whoever watches over us does not look at itself. */
export function measureRequests(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    if (isProbe(request.path)) return next();
    const startedMs = performance.now();
    response.once('finish', () => {
      const route = (request.route as { path?: unknown } | undefined)?.path;
      metrics.countRequest(
        request.method,
        typeof route === 'string' ? route : WITHOUT_ROUTE,
        response.statusCode,
        performance.now() - startedMs,
      );
    });
    next();
  };
}

import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { Config } from '../config/config.js';
import { errorView, RETRY_SECONDS } from './error.filter.js';
import { SecretKey } from '../config/secret-key.js';
import { Pages } from './handlebars.js';

const MESSAGE = 'This site has just been started, and is bringing its database up to date. Nothing is lost.';

/** Somebody at the door while the house is not ready. */
export interface Door {
  close: () => Promise<void>;
}

/**
 * Answers every request with a page that says when to come back: a new version may have to change the tables of a million posts before it can serve.
 * Null where the port cannot be had, which the server itself will say better.
 */
export async function keepDoor(config: Config): Promise<Door | null> {
  if (config.port === 0) return null;
  const facts = { status: 503, message: MESSAGE, incident: null, waysOn: [{ href: '/', label: 'Try again' }], path: '/' };
  const view = errorView(facts);
  // Nothing else is served meanwhile: its style stands in the page.
  const html = new Pages(config, new SecretKey(config)).render('error', { ...view, page: { ...view.page, standalone: true } });
  const server = createServer((request, response) => {
    // A look from outside that finds us dead would end us in the middle of it.
    if (request.url === '/healthz') return void sendJson(response, 200, { isAlive: true });
    if (request.url === '/readyz') return void sendJson(response, 503, { isReady: false, problems: [MESSAGE] });
    response.writeHead(503, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'self'",
      'Cache-Control': 'no-store',
      'Retry-After': String(RETRY_SECONDS),
      Connection: 'close',
    });
    response.end(html);
  });
  try {
    await once(server.listen(config.port, config.host), 'listening');
  } catch {
    return null;
  }
  return {
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', Connection: 'close' });
  response.end(JSON.stringify(value));
}

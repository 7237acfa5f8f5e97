import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** A body alone, an answer, or whatever the test wants to do with the request. */
export type Route =
  string | Buffer | Answer | ((request: IncomingMessage, response: ServerResponse) => void | Answer | Promise<void | Answer>);

export interface SeenRequest {
  path: string;
  headers: IncomingMessage['headers'];
}

export interface Web {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  url: string;
  port: number;
  /** Every request, in order. */
  requests: SeenRequest[];
  /** May be changed while the server runs. Keys are paths with their query, or without; others get a 404. */
  routes: Record<string, Route>;
  connections: () => number;
  close: () => Promise<void>;
}

/** The web of a test: a real server on loopback (`tls` makes it an https one, with the certificate given). */
export async function startWeb(
  routes: Record<string, Route> = {},
  tls?: { key: string; cert: string },
  address = '127.0.0.1',
): Promise<Web> {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const listener: RequestListener = (request, response) => {
    const path = request.url ?? '/';
    requests.push({ path, headers: request.headers });
    void answer(web.routes[path] ?? web.routes[path.split('?')[0] ?? path] ?? { status: 404, body: 'nothing here' }, request, response);
  };
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const { port } = server.address() as AddressInfo;
  const web: Web = {
    url: `${tls ? 'https' : 'http'}://${address}:${port}`,
    port,
    requests,
    routes,
    connections: () => connections,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  return web;
}

async function answer(route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const given = typeof route === 'function' ? await route(request, response) : route;
  if (given === undefined) return;
  const { status = 200, headers = {}, body = '' } = typeof given === 'string' || Buffer.isBuffer(given) ? { body: given } : given;
  response.writeHead(status, headers).end(body);
}

import { createHmac } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { type Answer, type SeenRequest, startWeb, type Web } from './web.js';

interface Wish extends Record<string, string> {
  'hub.callback': string;
  'hub.mode': string;
  'hub.topic': string;
}

/** A hub as W3C WebSub wants it, on loopback. It does what the test tells it to, when it is told. */
export class LoopbackHub {
  /** What was asked of it, in order. */
  readonly asked: Wish[] = [];
  /** What it answers; else it takes what it is asked. */
  answers: (request: SeenRequest) => Answer | void | Promise<Answer | void> = () => ({ status: 202 });

  private constructor(
    private readonly web: Web,
    /** Where the subscribers of this test listen, whatever they are called outside. */
    private readonly reach: (callback: string) => string,
  ) {}

  static async open(reach: (callback: string) => string): Promise<LoopbackHub> {
    const web = await startWeb();
    const hub = new LoopbackHub(web, reach);
    web.routes['/'] = async (request) => {
      hub.asked.push(Object.fromEntries(new URLSearchParams(await text(request))) as Wish);
      return hub.answers({ path: request.url ?? '', headers: request.headers });
    };
    return hub;
  }

  get url(): string {
    return `${this.web.url}/`;
  }

  get last(): Wish {
    return this.asked.at(-1)!;
  }

  /** Asks back, as it should, or with something else in the question. */
  verify(said: Record<string, string> = {}, callback = this.last['hub.callback']): Promise<Response> {
    const { 'hub.mode': mode, 'hub.topic': topic } = this.last;
    const question = { 'hub.mode': mode, 'hub.topic': topic, 'hub.challenge': 'abc', 'hub.lease_seconds': '864000', ...said };
    return fetch(`${this.reach(callback)}?${new URLSearchParams(question).toString()}`);
  }

  /** Delivers a document, signed with the secret that it was given last, or otherwise. */
  deliver(
    body: string | Buffer,
    { secret = this.secret, method = 'sha256', headers = {}, callback = this.last['hub.callback'] }: Partial<Delivering> = {},
  ): Promise<Response> {
    const signature = `${method}=${createHmac(method, secret).update(body).digest('hex')}`;
    return fetch(this.reach(callback), {
      method: 'POST',
      body: Buffer.from(body),
      headers: { 'Content-Type': 'application/rss+xml', 'X-Hub-Signature': signature, ...headers },
    });
  }

  close(): Promise<void> {
    return this.web.close();
  }

  private get secret(): string {
    return this.asked.findLast(({ 'hub.secret': secret }) => secret !== undefined)?.['hub.secret'] ?? '';
  }
}

interface Delivering {
  secret: string;
  method: string;
  headers: Record<string, string>;
  callback: string;
}

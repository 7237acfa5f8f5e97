import type { Site } from './site.js';

/** An answer of the API, with what tests look at in it. */
export interface Told {
  status: number;
  body: Record<string, unknown> & { items: Record<string, unknown>[]; detail: string; errors: { pointer: string; message: string }[] };
}

/** Asks the API as a script does. */
export class Program {
  constructor(private readonly site: Site) {}

  get(path: string): Promise<Told> {
    return this.ask('GET', path);
  }

  async ask(method: string, path: string, body?: unknown): Promise<Told> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
    return told(await fetch(`${this.site.url}/api/v1${path}`, { method, ...sent }));
  }

  /** Sends a file as it is. */
  async send(path: string, type: string, body: string): Promise<Told> {
    return told(await fetch(`${this.site.url}/api/v1${path}`, { method: 'POST', body, headers: { 'Content-Type': type } }));
  }
}

async function told(response: Response): Promise<Told> {
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Told['body'] };
}

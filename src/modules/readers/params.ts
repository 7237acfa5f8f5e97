import type { Request } from 'express';

/** What a reader sent, in the address or in the body: names may come several times. */
export class Params {
  private readonly sent = new Map<string, string[]>();

  constructor(request: Request) {
    const query = request.originalUrl.split('?')[1] ?? '';
    for (const [name, value] of new URLSearchParams(query)) this.add(name, value);
    const body = request.body as unknown;
    if (typeof body !== 'object' || body === null) return;
    for (const [name, value] of Object.entries(body))
      for (const each of Array.isArray(value) ? (value as unknown[]) : [value]) if (typeof each === 'string') this.add(name, each);
  }

  has(name: string): boolean {
    return this.sent.has(name);
  }

  all(name: string): string[] {
    return this.sent.get(name) ?? [];
  }

  /** The first; empty where there is none. */
  one(name: string): string {
    return this.all(name)[0] ?? '';
  }

  /** A whole number of at least 1, or else what is usual; never more than there may be. */
  count(name: string, usual: number, max: number): number {
    const text = this.one(name);
    return /^[1-9]\d*$/.test(text) ? Math.min(Number(text), max) : usual;
  }

  private add(name: string, value: string): void {
    this.sent.set(name, [...this.all(name), value]);
  }
}

/** An instant in seconds, milliseconds, microseconds or nanoseconds, as readers send any of them; in milliseconds. Null for none. */
export function readInstant(text: string): number | null {
  const [, whole = '', rest = ''] = /^(\d{1,19})(\.\d{1,9})?$/.exec(text) ?? [];
  if (whole === '' || /^0+$/.test(whole)) return null;
  const number = Number(whole + rest);
  if (whole.length <= 11) return Math.floor(number * 1000);
  return Math.floor(whole.length <= 14 ? number : whole.length <= 17 ? number / 1000 : number / 1_000_000);
}

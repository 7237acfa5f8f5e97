import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { KeptDocuments } from '../fetch/kept-documents.js';
import type { Modified } from '../fetch/outcome.js';

const KEPT_MS = 15 * 60_000;
const KEPT_MAX = 20;

/** What was fetched so that somebody could look at it: in memory only, because nothing is stored before they say yes. */
@Injectable()
export class SeenDocuments {
  private readonly seen = new Map<string, { document: Modified; until: number }>();

  constructor(
    private readonly kept: KeptDocuments,
    private readonly clock: Clock,
  ) {}

  remember(feedUrl: string, document: Modified): void {
    this.seen.delete(feedUrl);
    this.seen.set(feedUrl, { document, until: this.clock.now().getTime() + KEPT_MS });
    const [oldest] = this.seen.keys();
    if (this.seen.size > KEPT_MAX && oldest !== undefined) this.seen.delete(oldest);
  }

  /** Hands what was seen of a feed to its first poll: a strict host would refuse to be asked again so soon. */
  async handOver(feedUrl: string): Promise<void> {
    const seen = this.seen.get(feedUrl);
    this.seen.delete(feedUrl);
    if (seen && seen.until >= this.clock.now().getTime()) await this.kept.keep(feedUrl, seen.document);
  }
}

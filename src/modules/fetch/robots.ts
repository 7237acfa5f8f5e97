import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import parser from 'robots-parser';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Fetcher } from './fetcher.js';

/** As sites name us in their rules. */
const NAME = 'Hustings';
/** RFC 9309 §2.5: half a megabyte at the least, and rules are kept for a day. */
const BYTES_MAX = 1_000_000;
const KEPT_MS = 24 * 60 * 60_000;
/** Of a server that did not say: it is asked again. */
const UNKNOWN_MS = 10 * 60_000;
const SITES_MAX = 2_000;

/** Its types say that the function is within what is exported; it is what is exported. */
const robotsParser = parser as unknown as typeof parser.default;

interface Rules {
  allows: (url: string) => boolean;
  untilMs: number;
}

/**
 * What sites ask of robots (RFC 9309). It is about pages: a feed, or what an API offers, is meant for programs, and what a person asks for is no robot's doing.
 * Kept in the memory of each process.
 */
@Injectable()
export class Robots {
  private readonly kept = new Map<string, Promise<Rules>>();

  constructor(
    private readonly fetcher: Fetcher,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** May this page be fetched? Where a site has no rules, it may; where its server has a fault, it may not for now. */
  async allows(url: string): Promise<boolean> {
    const { origin } = new URL(url);
    const known = this.kept.get(origin) ?? this.renew(origin);
    const rules = await known;
    if (rules.untilMs > this.clock.now().getTime()) return rules.allows(url);
    // Somebody else may have been sooner.
    const fresh = this.kept.get(origin);
    return (await (fresh && fresh !== known ? fresh : this.renew(origin))).allows(url);
  }

  private async ask(origin: string): Promise<Rules> {
    const address = `${origin}/robots.txt`;
    const outcome = await this.fetcher.get(address, { accept: 'text/plain, */*;q=0.5', maxBytes: BYTES_MAX });
    // The page is asked for next, and the pause between two requests holds for it, too.
    await sleep(this.config.hostSpacingMs);
    const until = (ms: number) => this.clock.now().getTime() + ms;
    if (outcome.kind === 'modified') {
      const rules = robotsParser(address, outcome.bytes.toString('utf8'));
      return { allows: (url) => rules.isAllowed(url, NAME) !== false, untilMs: until(KEPT_MS) };
    }
    const hasNone = outcome.kind === 'refused' || outcome.kind === 'gone';
    return { allows: () => hasNone, untilMs: until(hasNone ? KEPT_MS : UNKNOWN_MS) };
  }

  /** What fails is forgotten; what was kept longest makes room. */
  private renew(origin: string): Promise<Rules> {
    const rules = this.ask(origin);
    this.kept.delete(origin);
    const oldest = this.kept.keys().next().value;
    if (this.kept.size >= SITES_MAX && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(origin, rules);
    rules.catch(() => this.kept.get(origin) === rules && this.kept.delete(origin));
    return rules;
  }
}

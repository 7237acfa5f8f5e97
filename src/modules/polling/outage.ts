import { Injectable } from '@nestjs/common';
import type { FeedEntity } from '../sources/feed.entity.js';
import type { Verdict } from './verdict.js';

/** So many hosts in a row that were well the last time, and nobody answers: it is not they. */
const HOSTS_LEAST = 5;
/** What a machine without a network sees, and nothing else than that. */
const UNREACHED = ['unreachable:dns', 'unreachable:connect', 'unreachable:timeout-connect'];

export const CUT_OFF =
  'No host can be reached: this machine seems to be cut off from the network, or from its name server. Nothing is counted against the feeds, and they are asked again within minutes.';

/** Tells whether it is we who cannot be reached. Known to the process that polls, and to nobody else: each has its own line to the web. */
@Injectable()
export class Outage {
  /** Feeds by host, since anybody last answered. */
  private readonly unreached = new Map<string, number[]>();

  /** So few hosts are asked meanwhile: whether one answers. */
  static readonly probes = 3;

  get isOn(): boolean {
    return this.unreached.size >= HOSTS_LEAST;
  }

  /**
   * In: what came of asking a feed. Out: null where that counts as it is; else those feeds that were asked before it was clear that it is not their fault, whose
   * failures are to be taken back. Hosts that failed before are no witnesses.
   */
  excused({ id, host, failures }: Pick<FeedEntity, 'id' | 'host' | 'failures'>, { outcome }: Pick<Verdict, 'outcome'>): number[] | null {
    if (!UNREACHED.includes(outcome)) {
      this.unreached.clear();
      return null;
    }
    if (this.isOn) return [];
    if (failures > 0) return null;
    const before = [...this.unreached.values()].flat();
    this.unreached.set(host, [...(this.unreached.get(host) ?? []), id]);
    return this.isOn ? before : null;
  }
}

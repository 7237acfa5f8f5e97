import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { VolumeKey } from '../engagement/portrait.js';
import { spanOf } from '../engagement/period.js';
import type { Role } from '../mentions/watched.js';
import type { Counted, Finding } from '../spikes/spike.js';
import { Spikes } from '../spikes/spikes.service.js';
import { TallyQuery, type TallyRow } from './tally.query.js';

/** How often one is mentioned in the last 28 days. */
export interface Tally {
  messages: number;
  /** By whose voice; `others` are readers. */
  voices: Map<VolumeKey, number>;
  roles: Record<Role, number>;
  findings: Finding[];
}

const HOUR_MS = 3_600_000;
/** What is counted of so many days changes little in a minute. */
const KEPT_MS = 60_000;

/** How often everybody is mentioned of late, counted once for all who ask within a minute. */
@Injectable()
export class Tallies {
  private kept: { until: number; tallies: Promise<Map<number, Tally>> } | null = null;

  constructor(
    private readonly query: TallyQuery,
    private readonly spikes: Spikes,
    private readonly clock: Clock,
  ) {}

  /** By entity; those that nobody mentions are not there. */
  async current(): Promise<ReadonlyMap<number, Tally>> {
    const now = this.clock.now();
    if (this.kept !== null && now.getTime() < this.kept.until) return this.kept.tallies;
    const kept = { until: now.getTime() + KEPT_MS, tallies: this.count(now) };
    this.kept = kept;
    try {
      return await kept.tallies;
    } catch (error) {
      if (this.kept === kept) this.kept = null;
      throw error;
    }
  }

  private async count(now: Date): Promise<Map<number, Tally>> {
    const rows = await this.query.read(spanOf('28-days', now, null).from, now.getTime());
    const findings = await this.spikes.ofEach(countedByEntity(rows, now.getTime()), now);
    const tallies = new Map<number, Tally>();
    for (const row of rows) {
      const tally = tallies.get(row.entityId) ?? emptyTally(findings.get(row.entityId));
      tallies.set(row.entityId, tally);
      add(tally, row);
    }
    return tallies;
  }
}

export function emptyTally(findings: Finding[] = []): Tally {
  return { messages: 0, voices: new Map(), roles: { addressed: 0, discussed: 0, quoted: 0, linked: 0 }, findings };
}

function add(tally: Tally, { voice, messages, addressed, discussed, quoted, linked }: TallyRow): void {
  const key = voice ?? 'others';
  tally.messages += messages;
  tally.voices.set(key, (tally.voices.get(key) ?? 0) + messages);
  tally.roles.addressed += addressed;
  tally.roles.discussed += discussed;
  tally.roles.quoted += quoted;
  tally.roles.linked += linked;
}

function countedByEntity(rows: readonly TallyRow[], now: number): Map<number, Counted[]> {
  const counted = new Map<number, Counted[]>();
  for (const { entityId, sourceId, voice, hoursAgo, messages } of rows) {
    const those = counted.get(entityId) ?? [];
    counted.set(entityId, those);
    those.push({ at: now - hoursAgo * HOUR_MS, sourceId, voice, count: messages });
  }
  return counted;
}

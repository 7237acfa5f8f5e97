import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { selectMany } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { Fetcher } from '../fetch/fetcher.js';
import type { Lease } from '../queue/lease.js';
import { hostKey, Leases } from '../queue/leases.js';
import { Queue } from '../queue/queue.js';
import { AddressEntity } from './address.entity.js';
import { arrivalOf, ATTEMPTS_MAX, type Verdict, verdictOf, verdictWithoutPage } from './address-verdict.js';
import { moveKeys, takenAmong, watchedHosts } from './addresses.js';

/** Addresses that one tick has asked for, on all hosts together. */
export const ASKS_MAX = 200;
const BYTES_MAX = 512 * 1024;
const ACCEPT = 'text/html, application/xhtml+xml, */*;q=0.1';
/** Longer than any request may take. Whoever dies over a page leaves it to be found again after this. */
const CLAIM_MS = 2 * 60_000;
const HOSTS_AT_ONCE = 4;

/** Asks where short links, numbered pages and AMP views lead, one page of a host at a time. All of it is found in the table. */
@Injectable()
export class AddressResolver implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly leases: Leases,
    private readonly fetcher: Fetcher,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.queue.handle('resolve-address', HOSTS_AT_ONCE, async ({ host, atMost }, signal) => {
      await this.leases.hold(hostKey(host), (lease) => this.resolveHost(host, atMost, lease, signal));
    });
  }

  /** Every host with a due address becomes a job, unless it is one already. Resolves when they are done. */
  async tick(): Promise<void> {
    const hosts = await this.database.manager.sql<{ host: string; asks: number }[]>`
      SELECT host, COUNT(*) AS asks
        FROM (SELECT host FROM address WHERE state = 'waiting' AND next_at <= ${this.clock.now().getTime()} ORDER BY next_at LIMIT ${ASKS_MAX}) due
       GROUP BY host`;
    await Promise.all(hosts.map(({ host, asks }) => this.queue.add('resolve-address', host, { host, atMost: asks })));
  }

  private async resolveHost(host: string, atMost: number, lease: Lease, signal: AbortSignal): Promise<void> {
    let { freeForMs } = lease;
    for (let done = 0; done < atMost && !signal.aborted; done++) {
      const address = await this.nextDue(host);
      if (!address) return;
      // Its post may have come since: then there is nothing to ask.
      const taken = await takenAmong(this.database.manager, [address.key]);
      if (taken.has(address.key)) {
        await this.store(address, { state: 'known', canonicalKey: address.key, message: 'It is the address of a post of ours.' });
        continue;
      }
      await sleep(Math.max(0, this.config.hostSpacingMs - freeForMs));
      if (lease.isLost) return;
      freeForMs = 0;
      if (await this.claim(address)) await this.resolve({ ...address, attempts: address.attempts + 1 });
    }
  }

  private async nextDue(host: string): Promise<AddressEntity | null> {
    const condition = `state = 'waiting' AND next_at <= ? AND host = ? ORDER BY next_at, key LIMIT 1`;
    const [row] = await selectMany(this.database.manager, AddressEntity, condition, [this.clock.now().getTime(), host]);
    return row ?? null;
  }

  /** The try is counted before it is made: a page that kills the process is not tried for ever. */
  private async claim({ key, attempts }: AddressEntity): Promise<boolean> {
    const nextAt = new Date(this.clock.now().getTime() + CLAIM_MS);
    const { affected } = await this.database.write((manager) =>
      manager.update(AddressEntity, { key, attempts, state: 'waiting' }, { attempts: attempts + 1, nextAt }),
    );
    return affected === 1;
  }

  private async resolve(address: AddressEntity): Promise<void> {
    const { key, url, attempts } = address;
    if (attempts > ATTEMPTS_MAX) return this.store(address, { state: 'unknown', message: 'The page could not be read to its end.' });
    const outcome = await this.fetcher.get(url, { accept: ACCEPT, maxBytes: BYTES_MAX });
    const arrival = arrivalOf(outcome);
    if (!arrival) return this.store(address, verdictWithoutPage(attempts, outcome, this.clock.now()));
    const hosts = [arrival.arrived, arrival.claim].flatMap((place) => (place === null ? [] : new URL(place).host));
    const watched = await watchedHosts(this.database.manager, hosts);
    await this.store(
      address,
      verdictOf(key, arrival, (host) => watched.has(host)),
    );
  }

  private async store({ key, host }: AddressEntity, verdict: Verdict): Promise<void> {
    await this.database.write(async (manager) => {
      const now = this.clock.now();
      if (verdict.state === 'waiting') {
        const { nextAt, message, hostWaits } = verdict;
        await manager.update(AddressEntity, key, { nextAt, message, checkedAt: now });
        if (hostWaits) await holdHost(manager, host, nextAt);
        return;
      }
      const canonicalKey = verdict.state === 'known' ? await lastOf(manager, key, verdict.canonicalKey) : null;
      await manager.update(AddressEntity, key, {
        state: verdict.state,
        canonicalKey,
        message: verdict.message,
        nextAt: null,
        checkedAt: now,
      });
      if (canonicalKey !== null && canonicalKey !== key) await moveKeys(manager, key, canonicalKey);
    });
  }
}

/** What a page leads to may be known to lead on; never back to where it began. */
async function lastOf(manager: EntityManager, key: string, canonicalKey: string): Promise<string> {
  const next = (await manager.findOneBy(AddressEntity, { key: canonicalKey }))?.canonicalKey ?? canonicalKey;
  return next === key ? key : next;
}

/** A host that asks for patience is left alone with all its addresses. */
async function holdHost(manager: EntityManager, host: string, until: Date): Promise<void> {
  await manager.sql`
    UPDATE address SET next_at = ${until.getTime()} WHERE host = ${host} AND state = 'waiting' AND next_at < ${until.getTime()}`;
}

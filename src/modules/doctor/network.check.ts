import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { Agent, request } from 'undici';
import type { Config } from '../config/config.js';
import { addressRefusal } from '../fetch/address-guard.js';
import { AddressRefusedError, guardedConnector } from '../fetch/guarded-connector.js';
import { userAgent } from '../fetch/user-agent.js';
import { failed, type Finding, ok, warning } from './finding.js';

const DNS_MS = 5_000;
const HEAD_MS = 10_000;

/** Whether the host of a feed is found and answers, within a quarter of a minute. Behind the same guard as every poll. */
export async function checkNetwork(source: DataSource, config: Config): Promise<Finding> {
  const url = await someFeed(source);
  if (url === null) return ok('network', 'Not tried: there is no feed yet whose host could be asked.');
  const { hostname, origin } = new URL(url);
  if (!(await isKnown(hostname)))
    return failed('network', `The name ${hostname} was not found. Check the name server of this machine, or of this container.`);
  return askHead(hostname, origin, config);
}

/** The one that answered last, where one did: it is likely there still. */
async function someFeed(source: DataSource): Promise<string | null> {
  const sql = `SELECT url FROM feed WHERE state = 'active' AND url LIKE 'http%' ORDER BY failures, CASE WHEN url LIKE 'https:%' THEN 0 ELSE 1 END, id LIMIT 1`;
  const [row] = (await source.query(sql).catch(() => [])) as { url: string }[];
  return row && URL.canParse(row.url) ? row.url : null;
}

async function isKnown(hostname: string): Promise<boolean> {
  const found = lookup(hostname.replace(/^\[|\]$/g, '')).then(
    () => true,
    () => false,
  );
  return Promise.race([found, sleep(DNS_MS, false, { ref: false })]);
}

async function askHead(hostname: string, origin: string, { allowAddresses, contact }: Config): Promise<Finding> {
  const agent = new Agent({ connect: guardedConnector((address) => addressRefusal(address, allowAddresses), HEAD_MS) });
  try {
    const { statusCode, body } = await request(`${origin}/`, {
      method: 'HEAD',
      dispatcher: agent,
      headers: { 'User-Agent': userAgent(contact) },
      signal: AbortSignal.timeout(HEAD_MS),
    });
    await body.dump();
    return ok('network', `${hostname} is found, and answers (${statusCode}).`);
  } catch (error) {
    if (error instanceof AddressRefusedError)
      return warning('network', `${hostname} is not asked: ${error.message}. If it may be, name its address in ALLOW_ADDRESSES.`);
    return failed(
      'network',
      `${hostname} is found, and does not answer (${(error as Error).message}). Let this machine out to ports 80 and 443; if others of your feeds are read, it is that host.`,
    );
  } finally {
    await agent.destroy();
  }
}

import type { Config } from '../config/config.js';
import { whyNoHubs } from '../sources/hub-subscriptions.js';
import { type Finding, ok, warning } from './finding.js';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;

/** Settings that can be read, and do not fit together. */
export function checkSettings(config: Config): Finding {
  const { host, given, database, secretKey } = config;
  const problems: string[] = [];
  if (!LOOPBACK.test(host) && given.BASE_URL === undefined)
    problems.push(
      'Others can reach it, and BASE_URL is not set: links in feeds and mails lead nowhere. Set it to the address that readers use.',
    );
  if (given.BASE_URL?.startsWith('https:') && given.TRUSTED_PROXIES === undefined)
    problems.push(
      'BASE_URL begins with https, so there is a proxy, and TRUSTED_PROXIES is not set: all readers look like one. Set it to the address of the proxy.',
    );
  if (database.type === 'postgres' && secretKey === null)
    problems.push(
      'SECRET_KEY is not set: each machine makes one of its own, and what one has sealed the others cannot open. Set the same one on all, unless there is one only.',
    );
  const hubs = whyNoHubs(config) ?? 'Hubs that feeds name are asked to tell us of news.';
  return problems.length === 0 ? ok('settings', `All can be read. ${hubs}`) : warning('settings', problems.join(' '));
}

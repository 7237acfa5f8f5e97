import type { EntityManager } from 'typeorm';
import { isFrontPage, isIndirect } from '../../feeds/indirect-address.js';
import { pageOfKey } from '../../feeds/urls.js';
import { insertMany, isOneOf, selectMany, textsAsRows } from '../database/bulk.js';
import { AddressEntity } from './address.entity.js';
import { AliasEntity } from './alias.entity.js';
import { LinkbackEntity } from './linkback.entity.js';
import { PostEntity } from './post.entity.js';

/** What leads to a page: a link of a post, or a page that links to one. */
interface Leading {
  url: string;
  key: string;
}

/**
 * Gives links the address that their page is known to have, and keeps for asking those which look as if it had another: numbers of WordPress,
 * AMP views, short links, and pages of another site that we watch. Mostly there is none of these, and nothing is looked up.
 * @param own host of the site that links: its links to itself are asked only where they look indirect
 */
export async function settleKeys<Link extends Leading>(
  manager: EntityManager,
  links: readonly Link[],
  own: ReadonlySet<string>,
  now: Date,
): Promise<Link[]> {
  const pages = new Map<string, string>();
  for (const { key, url } of links) {
    const page = pageOfKey(key);
    if (!pages.has(page)) pages.set(page, url);
  }
  const suspects = await suspectsAmong(manager, [...pages.keys()], own);
  if (suspects.length === 0) return [...links];
  const known = await selectMany(manager, AddressEntity, isOneOf(manager, 'key'), [suspects], ['key', 'canonicalKey']);
  const canonical = new Map(known.map((row) => [row.key, row.canonicalKey]));
  await keepForAsking(manager, new Map(suspects.filter((key) => !canonical.has(key)).map((key) => [key, pages.get(key) ?? key])), now);
  return links.map((link) => {
    const page = pageOfKey(link.key);
    const found = canonical.get(page);
    return found ? { ...link, key: found + link.key.slice(page.length) } : link;
  });
}

async function suspectsAmong(manager: EntityManager, pages: string[], own: ReadonlySet<string>): Promise<string[]> {
  const indirect = new Set(pages.filter(isIndirect));
  const others = pages.filter((key) => !indirect.has(key) && !own.has(hostOf(key)) && !isFrontPage(key));
  const watched = await watchedHosts(manager, [...new Set(others.map(hostOf))]);
  return [...indirect, ...others.filter((key) => watched.has(hostOf(key)))];
}

/** Which of these hosts publish a feed that we read, or the site of one. */
export async function watchedHosts(manager: EntityManager, hosts: string[]): Promise<Set<string>> {
  if (hosts.length === 0) return new Set();
  const names = hosts.flatMap((host) => [host, `www.${host}`]);
  const sites = names.flatMap((name) => [`http://${name}/`, `https://${name}/`, `http://${name}`, `https://${name}`]);
  const [list, end] = textsAsRows(manager);
  const rows = await manager.sql<{ found: string }[]>`
    SELECT n.value AS found FROM ${() => list}${JSON.stringify(names)}${() => end} n
     WHERE EXISTS (SELECT 1 FROM feed f WHERE f.host = n.value)
    UNION
    SELECT s.site_url AS found FROM source s
     WHERE s.site_url IN (SELECT n.value FROM ${() => list}${JSON.stringify(sites)}${() => end} n)`;
  return new Set(
    rows.map(({ found }) =>
      found
        .replace(/^https?:\/\//, '')
        .replace(/\/$/, '')
        .replace(/^www\./, ''),
    ),
  );
}

/** What is the address of a post of ours needs no asking. */
async function keepForAsking(manager: EntityManager, wanted: ReadonlyMap<string, string>, now: Date): Promise<void> {
  if (wanted.size === 0) return;
  const taken = await takenAmong(manager, [...wanted.keys()]);
  const rows = [...wanted].filter(([key]) => !taken.has(key) && URL.canParse(key));
  if (rows.length === 0) return;
  await insertMany(
    manager,
    AddressEntity,
    rows.map(([key, url]) => ({
      key,
      url,
      host: URL.canParse(url) ? new URL(url).host : hostOf(key),
      state: 'waiting' as const,
      canonicalKey: null,
      message: null,
      attempts: 0,
      nextAt: now,
      checkedAt: null,
    })),
    [],
    'keep',
  );
}

/** Those that are the address or another name of a post of ours. */
export async function takenAmong(manager: EntityManager, keys: string[]): Promise<Set<string>> {
  const posts = await selectMany(manager, PostEntity, `${isOneOf(manager, 'url_key')} AND root_id IS NULL`, [keys], ['urlKey']);
  const names = await selectMany(manager, AliasEntity, isOneOf(manager, 'key'), [keys], ['key']);
  return new Set([...posts.map(({ urlKey }) => urlKey ?? ''), ...names.map(({ key }) => key)]);
}

/** The page of `key` turned out to be that of `canonical`: all that leads there, comments on it included, leads to its own address now. */
export async function moveKeys(manager: EntityManager, key: string, canonical: string): Promise<void> {
  // `PAGE#comment-12`. No fragment that names a comment begins with a z, so the range holds all of them in every collation.
  const from = key.length + 1;
  await manager.sql`
    UPDATE link SET key = ${canonical} || SUBSTR(key, ${from})
     WHERE key = ${key} OR (key >= ${`${key}#`} AND key < ${`${key}#z`} AND SUBSTR(key, 1, ${from}) = ${`${key}#`})`;
  await manager.update(LinkbackEntity, { urlKey: key }, { urlKey: canonical });
  await manager.update(LinkbackEntity, { targetKey: key }, { targetKey: canonical });
  await manager.update(AddressEntity, { canonicalKey: key }, { canonicalKey: canonical });
}

/** Hosts of the pages of the posts that link. */
export function hostsOf(posts: readonly { urlKey: string | null }[]): Set<string> {
  return new Set(posts.flatMap(({ urlKey }) => (urlKey === null ? [] : hostOf(urlKey))));
}

function hostOf(key: string): string {
  return /^https?:\/\/([^/?#]+)/.exec(key)?.[1] ?? '';
}

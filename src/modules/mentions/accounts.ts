import { canonicalUrl } from '../../feeds/urls.js';

/** On these an `@name` is an account of the platform itself; elsewhere it may be one of any of them. */
export const PLATFORMS_WITH_HANDLES = new Set(
  'twitter bluesky mastodon activitypub lemmy youtube instagram threads facebook tiktok linkedin'.split(' '),
);

/** Platforms whose accounts are known on each other's servers as `user@server`. */
const FEDERATED = new Set(['mastodon', 'activitypub', 'lemmy']);

const SITES: [host: RegExp, platform: string, path: RegExp][] = [
  [/^(?:mobile\.)?(?:twitter|x)\.com$/, 'twitter', /^\/(\w{1,30})$/],
  [/^bsky\.app$/, 'bluesky', /^\/profile\/([\w.:-]+)$/],
  [/^(?:m\.)?youtube\.com$/, 'youtube', /^\/@([\w.-]+)$/],
  [/^instagram\.com$/, 'instagram', /^\/([\w.]+)$/],
  [/^threads\.(?:net|com)$/, 'threads', /^\/@([\w.]+)$/],
  [/^tiktok\.com$/, 'tiktok', /^\/@([\w.]+)$/],
  [/^(?:m\.)?facebook\.com$/, 'facebook', /^\/([\w.]+)$/],
];

/** How a platform and a name are looked up; `mastodon` and its relatives are one network. */
export function accountKey(platform: string, name: string): string {
  return `${FEDERATED.has(platform) ? 'fediverse' : platform} ${name.replace(/^@/, '').normalize('NFKC').toLowerCase()}`;
}

/** The account whose page an address is, as its key; null for any other page. */
export function accountAt(url: string): string | null {
  const key = canonicalUrl(url);
  if (key === null) return null;
  const { hostname, pathname } = new URL(key);
  for (const [host, platform, path] of SITES) {
    const name = host.test(hostname) ? path.exec(pathname)?.[1] : undefined;
    if (name) return accountKey(platform, name);
  }
  const [, local] = /^\/(?:@|users\/|u\/)([\w.-]+)$/.exec(pathname) ?? [];
  return local ? accountKey('mastodon', `${local}@${hostname}`) : null;
}

/** The addresses at and above an address, the longest first: what an entity's own addresses are looked up by. */
export function prefixesOf(key: string): string[] {
  const prefixes = [key];
  for (let at = key.length - 1; at > 'https://'.length; at--) if (/[/?#]/.test(key[at]!)) prefixes.push(key.slice(0, at));
  return prefixes;
}

/** What people write where an address is asked for, and the feeds that follow from an address alone. Pure: nothing is fetched. */

/** web: an address to look at. handle: an account of which its server says where its page is. none: in words, what to write instead. */
export type TypedAddress =
  { kind: 'web'; url: string } | { kind: 'handle'; name: string; server: string } | { kind: 'none'; message: string };

const LENGTH_MAX = 2_000;
const HOST = String.raw`(?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]{2,}|localhost|\[[0-9a-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3}`;
const HANDLE = new RegExp(String.raw`^(?:acct:)?@?([\w.-]+)@(${HOST})(:\d{1,5})?$`, 'iu');
const BARE_HOST = new RegExp(String.raw`^(?:${HOST})(?::\d{1,5})?(?:[/?#]|$)`, 'iu');
const FLICKR_ID = /^\d+@N\d+$/i;
const HERE = /^(?:localhost|127\.[\d.]+|\[::1\])(?::|\/|$)/;

/** In: what was typed. Out: what it names, written out. Never throws. */
export function typedAddress(typed: string): TypedAddress {
  const said = typed
    .trim()
    .replace(/^<(.*)>$/s, '$1')
    .replace(/^feed:(\/\/)?(?=https?:)/i, '')
    .replace(/^feed:\/\//i, 'http://');
  if (said === '')
    return none('Write the address of a feed, a page or an account, such as https://www.example.org or @name@server.example.');
  if (said.length > LENGTH_MAX) return none(`An address has at most ${LENGTH_MAX} characters, and this has ${said.length}.`);
  const account = accountOf(said);
  if (account) return account;
  if (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(said)) return web(said, said);
  if (BARE_HOST.test(said)) return web(`${HERE.test(said) ? 'http' : 'https'}://${said}`, said);
  return none(
    `“${clip(said)}” is not an address. Write one such as https://www.example.org, www.example.org, @name@server.example or reddit.com/r/name.`,
  );
}

function accountOf(said: string): TypedAddress | null {
  if (FLICKR_ID.test(said)) return { kind: 'web', url: `https://www.flickr.com/photos/${said}/` };
  const [, name, server, port = ''] = HANDLE.exec(said) ?? [];
  if (name && server) return { kind: 'handle', name, server: server.toLowerCase() + port };
  const reddit = /^\/?(r|u|user)\/([\w-]+)\/?$/i.exec(said);
  if (reddit) return { kind: 'web', url: `https://www.reddit.com/${reddit[1]?.toLowerCase() === 'r' ? 'r' : 'user'}/${reddit[2] ?? ''}/` };
  const bluesky = /^@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i.exec(said);
  if (bluesky) return { kind: 'web', url: `https://bsky.app/profile/${bluesky[1]?.toLowerCase() ?? ''}` };
  if (/^@[\w.-]+$/.test(said)) return none(`${said} may be on many servers: write ${said}@server.example, or the address of its page.`);
  return null;
}

function web(written: string, said: string): TypedAddress {
  if (!URL.canParse(written)) return none(`“${clip(said)}” is not an address: something in it cannot stand in one.`);
  const url = new URL(written);
  url.hash = '';
  return { kind: 'web', url: url.href };
}

/**
 * The feed that an address of a well-known site leads to, without a look at its page: a community of Reddit, a channel or list of YouTube, a stream of
 * Flickr, a page of GOV.UK, an account of Mastodon. Null where the page has to tell.
 */
export function feedOfAddress(written: string): string | null {
  const url = new URL(written);
  const host = url.hostname.replace(/^(?:www|m|old|new|np)\./, '');
  const path = url.pathname.replace(/\/+$/, '');
  if (/\.(?:rss|atom|xml|json|gne)$/.test(path)) return null;
  if (host === 'reddit.com')
    return /^\/(?:r|user)\/[\w-]+(?:\/(?:new|hot|top))?$/i.test(path) ? `https://www.reddit.com${path}/.rss` : null;
  if (host === 'youtube.com') return youtubeFeed(url, path);
  if (host === 'flickr.com') {
    const id = /^\/(?:photos|people)\/(\d+@N\d+)$/i.exec(path)?.[1];
    return id ? `https://www.flickr.com/services/feeds/photos_public.gne?id=${id}&format=atom` : null;
  }
  if (
    host === 'gov.uk' &&
    /^\/(?:government\/(?:organisations|people|ministers|topical-events|world)|world\/organisations|topic|search)\/./.test(path)
  )
    return `https://www.gov.uk${path}.atom${url.search}`;
  return null;
}

function youtubeFeed({ searchParams }: URL, path: string): string | null {
  const [, kind, name] = /^\/(channel|user)\/([\w-]+)/.exec(path) ?? [];
  const list = path === '/playlist' ? searchParams.get('list') : null;
  const named =
    kind && name ? ([kind === 'channel' ? 'channel_id' : 'user', name] as const) : list ? (['playlist_id', list] as const) : null;
  return named && `https://www.youtube.com/feeds/videos.xml?${named[0]}=${encodeURIComponent(named[1])}`;
}

/** The feed of the channel that a page of YouTube shows, where the page does not name it. */
export function youtubeFeedIn(html: string, pageUrl: string): string | null {
  if (!/(?:^|\.)youtube\.com$/.test(new URL(pageUrl).hostname)) return null;
  const id = /"(?:externalId|channelId|externalChannelId)":"(UC[\w-]{22})"/.exec(html)?.[1] ?? /\/channel\/(UC[\w-]{22})/.exec(html)?.[1];
  return id ? `https://www.youtube.com/feeds/videos.xml?channel_id=${id}` : null;
}

/** Where a server says where the page of an account is (RFC 7033). A server on this machine speaks plain HTTP. */
export function webFingerUrl({ name, server }: { name: string; server: string }): string {
  return `${originOf(server)}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${name}@${server}`)}`;
}

/** What most servers call the page of an account. */
export function usualPage({ name, server }: { name: string; server: string }): string {
  return `${originOf(server)}/@${name}`;
}

/** In: what a server answered, or anything. Out: the page of the account; null where that is not said. */
export function pageInWebFinger(text: string): string | null {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  const links = (said as { links?: unknown } | null)?.links;
  if (!Array.isArray(links)) return null;
  const known = links as { rel?: unknown; href?: unknown }[];
  for (const rel of ['http://webfinger.net/rel/profile-page', 'self', 'http://schemas.google.com/g/2010#updates-from']) {
    const href = known.find((link) => link?.rel === rel)?.href;
    if (typeof href === 'string' && /^https?:\/\//.test(href) && URL.canParse(href)) return href;
  }
  return null;
}

function originOf(server: string): string {
  return `${HERE.test(server) ? 'http' : 'https'}://${server}`;
}

function none(message: string): TypedAddress {
  return { kind: 'none', message };
}

function clip(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

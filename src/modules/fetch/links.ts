import LinkHeader from 'http-link-header';
import { absoluteUrl } from '../../feeds/urls.js';

/** What WebSub is about. */
export interface HubLinks {
  hub: string[];
  self: string[];
}

const LENGTH_MAX = 8_192;

/** The hubs and the topic that `Link` headers name (RFC 8288), as addresses. One that cannot be read names nothing. */
export function linksOf(header: string | undefined, base: string): HubLinks {
  if (header === undefined || header.length > LENGTH_MAX) return { hub: [], self: [] };
  try {
    const links = LinkHeader.parse(header);
    const of = (relation: string) => links.rel(relation).flatMap(({ uri }) => absoluteUrl(uri, base) ?? []);
    return { hub: of('hub'), self: of('self') };
  } catch {
    return { hub: [], self: [] };
  }
}

import type { OpmlFeed } from '../../feeds/opml.js';
import { tagsOf } from './feed-tags.js';
import type { FeedRow } from './feeds.query.js';
import type { KnownFeed } from './known-feed.js';
import { AFFILIATIONS } from './source.entity.js';

/**
 * Our feeds as OPML carries them. The source is the folder, so that other readers show together what belongs together; where two sources share
 * a title, the slug tells their folders apart.
 */
export function opmlOfRows(rows: readonly FeedRow[]): OpmlFeed[] {
  const slugs = new Map<string, Set<string>>();
  for (const { source } of rows) slugs.set(source.title, (slugs.get(source.title) ?? new Set()).add(source.slug));
  return rows.map(({ url, title, siteUrl, role, state, settings, tags, source }) => {
    const { platform, affiliation } = source;
    const isShared = (slugs.get(source.title)?.size ?? 0) > 1;
    return {
      url,
      title,
      siteUrl,
      folders: [isShared ? `${source.title} (${source.slug})` : source.title],
      role,
      tags,
      source: { title: source.title, platform, affiliation },
      // A list of what was removed is not asked for.
      state: state === 'removed' ? 'paused' : state,
      leastMinutes: settings.leastMinutes ?? null,
      mostMinutes: settings.mostMinutes ?? null,
    };
  });
}

/**
 * A feed of an OPML file, ours or anyone's, as one that can be added. In ours the source is written out; in others each feed is a source of its
 * own, and the folders that it lies in become tags. An affiliation that we do not know is left out.
 */
export function knownFromOpml({ url, title, siteUrl, folders, role, tags, source, state, leastMinutes, mostMinutes }: OpmlFeed): KnownFeed {
  const isOurs = source.title !== null;
  return {
    url,
    title,
    siteUrl,
    role,
    state,
    leastMinutes,
    mostMinutes,
    sourceTitle: source.title,
    sourceKey: isOurs ? JSON.stringify([folders, source.title]) : null,
    platform: source.platform ?? undefined,
    affiliation: AFFILIATIONS.find((known) => known === source.affiliation),
    tags: tagsOf(isOurs ? tags : [...folders, ...tags]),
  };
}

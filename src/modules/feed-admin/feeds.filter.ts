import { z } from 'zod';
import { wordOf } from '../api/values.js';
import { typedTags } from '../sources/feed-tags.js';
import { AFFILIATIONS } from '../sources/source.entity.js';

export const SHOWN_STATES = ['active', 'paused', 'failing', 'gone', 'removed'] as const;
export const SORTS = ['source', 'new', 'changed', 'polled', 'failures'] as const;

const text = z.string().trim().catch('');
const filter = z.object({
  q: text,
  source: text,
  platform: text,
  affiliation: z.enum(AFFILIATIONS).or(z.literal('')).catch(''),
  tag: text.transform((tag) => typedTags(tag)[0] ?? ''),
  state: z.enum(SHOWN_STATES).or(z.literal('')).catch(''),
  sort: z.enum(SORTS).catch('source'),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});

/** Which feeds are listed, in which order. An empty text asks for nothing. */
export type FeedFilter = z.infer<typeof filter>;

/** The same as programs ask it: what is no filter is refused. */
export const askedFeeds = {
  q: wordOf('Words of its title, its address or the title of its source', 200),
  source: wordOf('The slug of its source'),
  platform: wordOf('What its source runs on'),
  affiliation: z
    .enum(AFFILIATIONS, `One of ${AFFILIATIONS.join(', ')}.`)
    .optional()
    .describe('Whose voice its source is as a rule'),
  tag: wordOf('One of its tags'),
  state: z
    .enum(SHOWN_STATES, `One of ${SHOWN_STATES.join(', ')}.`)
    .optional()
    .describe('`failing`: active, and not read of late; as a rule all but those that were removed'),
};

/** In: an address. What it says that is no filter is as good as not said. Never throws. */
export function filterOf(said: unknown): FeedFilter {
  return filter.parse(said ?? {});
}

/** The filter that an address within the site has behind its `?`. */
export function filterOfSearch(search: unknown): FeedFilter {
  return filterOf(typeof search === 'string' ? Object.fromEntries(new URLSearchParams(search)) : {});
}

/** What stands behind the `?` for a filter, without what it does not ask for. */
export function searchOf({ sort, page, ...wanted }: FeedFilter): string {
  const said = { ...wanted, sort: sort === 'source' ? '' : sort, page: page === 1 ? '' : String(page) };
  return new URLSearchParams(Object.entries(said).filter(([, value]) => value !== '')).toString();
}

export function listHref(filter: FeedFilter, more: Record<string, string> = {}): string {
  const search = [searchOf(filter), new URLSearchParams(more).toString()].filter((part) => part !== '').join('&');
  return `/admin/feeds${search === '' ? '' : `?${search}`}`;
}

/** Does it ask for anything but an order? */
export function isNarrow({ q, source, platform, affiliation, tag, state }: FeedFilter): boolean {
  return [q, source, platform, affiliation, tag, state].some((value) => value !== '');
}

import type { EntityEntity } from '../mentions/entity.entity.js';
import type { Validity } from '../mentions/watched.js';
import { webUrl } from '../pages/web-url.js';

/** One kind of what somebody is found by. */
export interface NameView {
  title: string;
  names: { text: string; href: string | null; note: string | null }[];
}

/** What an entity is found by, and what rules a mention out. */
export function namesOf({ name, aliases, handles, hashtags, urls, excluding }: EntityEntity): NameView[] {
  const plain = (text: string) => ({ text, href: null, note: null });
  return [
    {
      title: 'Names',
      names: [
        plain(name),
        ...aliases.map(({ text, isCaseSensitive, ...days }) => ({
          text,
          href: null,
          note: noteOf(isCaseSensitive ? 'only as it is written here' : '', days),
        })),
      ],
    },
    {
      title: 'Accounts',
      names: handles.map(({ platform, name: account, ...days }) => ({ text: `@${account}`, href: null, note: noteOf(platform, days) })),
    },
    { title: 'Hashtags', names: hashtags.map((tag) => plain(`#${tag}`)) },
    { title: 'Addresses', names: urls.map((url) => ({ text: url, href: webUrl(url), note: null })) },
    { title: 'Ruled out by', names: excluding.map(plain) },
  ].filter(({ names }) => names.length > 0);
}

function noteOf(said: string, { from, until }: Validity): string | null {
  return [said, from && `from ${from}`, until && `until ${until}`].filter(Boolean).join(', ') || null;
}

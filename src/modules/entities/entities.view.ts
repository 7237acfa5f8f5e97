import type { VolumeKey } from '../engagement/portrait.js';
import type { Link } from '../engagement/volume.view.js';
import { ROLES } from '../mentions/watched.js';
import type { FirstRun, PageFrame } from '../pages/page.view.js';
import { countOf, formatNumber } from '../pages/words.js';
import { findingView, type FindingView } from '../spikes/finding.view.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import { type Asking, askedFor, type Order, ORDERS } from './entities.form.js';
import { hrefOfEntity, hrefOfMentions, labelOf } from './hrefs.js';
import { aboutKeys } from './mentioned-lists.js';
import { emptyTally, type Tally } from './tallies.js';
import type { WatchedRow } from './watched.query.js';

export const ENTITIES_PER_PAGE = 50;

export interface EntitiesView {
  page: PageFrame;
  firstRun: FirstRun | null;
  /** All that are watched, and those that were asked for. */
  total: number;
  found: number;
  name: string;
  kinds: { value: string; isChosen: boolean }[];
  orders: { value: Order; label: string; isChosen: boolean }[];
  isFiltered: boolean;
  entities: EntityLine[];
  previousHref: string | null;
  nextHref: string | null;
}

interface EntityLine {
  href: string;
  name: string;
  kind: string | null;
  /** Null where nobody mentions it of late. */
  messages: Link | null;
  voices: (Link & { key: VolumeKey; label: string })[];
  roles: Link[];
  findings: FindingView[];
}

const VOICE_ORDER: readonly VolumeKey[] = [...AFFILIATIONS, 'others'];
const ORDER_LABELS: Record<Order, string> = { mentions: 'Most mentioned first', name: 'By name' };

/** Who is talked about: those that were asked for, and how often each was mentioned in the last 28 days, by whose voice. */
export function entitiesView(rows: readonly WatchedRow[], tallies: ReadonlyMap<number, Tally>, asking: Asking, zone: string): EntitiesView {
  const asked = askedFor(rows, asking);
  const messagesOf = ({ id }: WatchedRow) => tallies.get(id)?.messages ?? 0;
  // Equal ones stay in the order of their names.
  const found = asking.order === 'name' ? asked : asked.sort((a, b) => messagesOf(b) - messagesOf(a));
  const pages = Math.max(1, Math.ceil(found.length / ENTITIES_PER_PAGE));
  const page = Math.min(asking.page, pages);
  const kinds = [...new Set(rows.flatMap(({ kind }) => kind ?? []))].sort();
  return {
    page: {
      title: 'Entities: who is talked about',
      description: 'The bodies and people that are watched, how often each is mentioned, and by whose voice.',
      path: hrefOf(asking, page),
      feeds: [],
      standalone: false,
    },
    firstRun: null,
    total: rows.length,
    found: found.length,
    name: asking.name,
    kinds: kinds.map((value) => ({ value, isChosen: value === asking.kind })),
    orders: ORDERS.map((value) => ({ value, label: ORDER_LABELS[value], isChosen: value === asking.order })),
    isFiltered: asking.name !== '' || asking.kind !== null,
    entities: found
      .slice((page - 1) * ENTITIES_PER_PAGE, page * ENTITIES_PER_PAGE)
      .map((row) => lineOf(row, tallies.get(row.id) ?? emptyTally(), zone)),
    previousHref: page > 1 ? hrefOf(asking, page - 1) : null,
    nextHref: page < pages ? hrefOf(asking, page + 1) : null,
  };
}

function lineOf({ slug, name, kind }: WatchedRow, { messages, voices, roles, findings }: Tally, zone: string): EntityLine {
  const shown = { period: '28-days' as const, voice: null };
  const hrefOfList = (list: string) => hrefOfMentions(slug, { ...shown, list });
  return {
    // Who was not mentioned of late may have been before.
    href: messages === 0 ? `/entities/${slug}` : hrefOfEntity(slug, shown),
    name,
    kind,
    messages: messages === 0 ? null : { text: countOf(messages, 'message', 'messages'), href: hrefOfList(aboutKeys.all) },
    voices: VOICE_ORDER.flatMap((key) => {
      const count = voices.get(key);
      return count ? [{ key, label: labelOf(key), text: formatNumber(count), href: hrefOfList(aboutKeys.voice(key)) }] : [];
    }),
    roles: ROLES.flatMap((role) =>
      roles[role] === 0 ? [] : [{ text: `${formatNumber(roles[role])} ${role}`, href: hrefOfList(aboutKeys.role(role)) }],
    ),
    findings: findings.map((finding) => findingView(finding, hrefOfList(aboutKeys.finding(finding)), zone)),
  };
}

function hrefOf({ name, kind, order }: Asking, page: number): string {
  const parameters = new URLSearchParams({
    ...(name === '' ? {} : { name }),
    ...(kind === null ? {} : { kind }),
    ...(order === 'mentions' ? {} : { order }),
    ...(page === 1 ? {} : { page: String(page) }),
  });
  return parameters.size === 0 ? '/entities' : `/entities?${parameters.toString()}`;
}

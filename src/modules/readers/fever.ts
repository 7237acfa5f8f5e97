import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { feedIdOf, feedIdsOf, feeds, feedsGroups, groupIdOf, groups, items } from './fever.view.js';
import { feverId, type Item, itemOf, parseFeverId } from './item-id.js';
import type { ItemRow } from './wanted.js';
import { type Params, readInstant } from './params.js';
import { EVERYTHING, placeOf, Reading } from './reading.js';
import { BEGINS_DAYS, DAY_MS, type Marks, States } from './states.js';
import { type Subscription, Subscriptions } from './subscriptions.js';

/** As its documentation has it. */
const ITEMS_MAX = 50;
const IDS_MAX = 10_000;
/** Marking `read` of `0` is for all that there is. */
const ALL = 0;
const MARKS: Record<string, Marks> = {
  read: { isRead: true },
  unread: { isRead: false },
  saved: { isStarred: true },
  unsaved: { isStarred: false },
};

/** The Fever API: one address, at which what is asked for stands side by side. */
@Injectable()
export class Fever {
  constructor(
    private readonly clock: Clock,
    private readonly subscriptions: Subscriptions,
    private readonly reading: Reading,
    private readonly states: States,
  ) {}

  async answer(accountId: number, params: Params): Promise<object> {
    const now = this.clock.now();
    const subscriptions = await this.subscriptions.of(accountId);
    const mark = params.one('mark');
    if (mark !== '') await this.mark(accountId, params, subscriptions);
    const changed = mark === '' ? '' : params.one('as');
    return {
      api_version: 3,
      auth: 1,
      last_refreshed_on_time: Math.floor(now.getTime() / 1000),
      ...(params.has('groups') ? { groups: groups(subscriptions) } : {}),
      ...(params.has('feeds') ? { feeds: feeds(subscriptions, now) } : {}),
      ...(params.has('groups') || params.has('feeds') ? { feeds_groups: feedsGroups(subscriptions) } : {}),
      ...(params.has('favicons') ? { favicons: [] } : {}),
      ...(params.has('links') ? { links: [] } : {}),
      ...(params.has('items') ? await this.items(accountId, params, subscriptions) : {}),
      ...(params.has('unread_item_ids') || /^(un)?read$/.test(changed)
        ? { unread_item_ids: await this.ids(accountId, { isRead: false }) }
        : {}),
      ...(params.has('saved_item_ids') || /^(un)?saved$/.test(changed)
        ? { saved_item_ids: await this.ids(accountId, { isStarred: true }) }
        : {}),
    };
  }

  /** What arrived after an item, what did before one, or those that are named: fifty at most. */
  private async items(accountId: number, params: Params, subscriptions: readonly Subscription[]): Promise<object> {
    const feedIds = feedIdsOf(subscriptions);
    const total = await this.reading.total();
    const named = params.one('with_ids');
    if (named !== '') {
      const wanted = named.split(',').slice(0, ITEMS_MAX).flatMap((id) => parseFeverId(id.trim()) ?? []); // prettier-ignore
      return { total_items: total, items: items(await this.reading.named(accountId, wanted), feedIds) };
    }
    const maxId = params.one('max_id');
    const after = parseFeverId(maxId === '' ? params.one('since_id') : maxId);
    const oldestFirst = maxId === '';
    // Who begins asks from the first item on, fifty at a time, and would be busy for days.
    const seenFrom = oldestFirst ? this.clock.now().getTime() - BEGINS_DAYS * DAY_MS : null;
    const { rows } = await this.reading.page(
      { kind: 'all' },
      { ...EVERYTHING, accountId, after: after && placeOf(after), oldestFirst, seenFrom, rowsMax: ITEMS_MAX },
    );
    return { total_items: total, items: items(await this.reading.entriesOf(rows), feedIds) };
  }

  private async ids(accountId: number, of: { isRead: boolean } | { isStarred: boolean }): Promise<string> {
    const { rows } = await this.reading.page({ kind: 'all' }, { ...EVERYTHING, ...of, accountId, rowsMax: IDS_MAX });
    return rows.flatMap(itemIn).map(feverId).join(',');
  }

  /** What cannot be is left undone: Fever has no words for it. */
  private async mark(accountId: number, params: Params, subscriptions: readonly Subscription[]): Promise<void> {
    const [as, id] = [params.one('as'), params.one('id')];
    if (params.one('mark') === 'item') {
      const [item, marks] = [parseFeverId(id), Object.hasOwn(MARKS, as) ? MARKS[as] : undefined];
      return item && marks ? this.states.mark(accountId, [item], marks) : undefined;
    }
    if (as !== 'read' || !/^-?\d{1,15}$/.test(id)) return;
    const until = readInstant(params.one('before'));
    if (params.one('mark') === 'group' && Number(id) <= ALL) return this.reading.markAll(accountId, { kind: 'all' }, until);
    const numberOf = params.one('mark') === 'group' ? ({ folder }: Subscription) => groupIdOf(folder) : feedIdOf;
    const horizons = subscriptions.filter((subscription) => numberOf(subscription) === Number(id)).map(({ horizon }) => horizon);
    await this.states.markAll(accountId, horizons, until);
  }
}

function itemIn({ rank, postId }: ItemRow): Item[] {
  return [itemOf(rank, postId)].filter((item) => item !== null);
}

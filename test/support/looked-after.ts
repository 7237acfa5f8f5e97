import { FeedLists } from '../../src/modules/feed-admin/feed-lists.js';
import { FeedCare } from '../../src/modules/sources/feed-care.js';
import { FeedEntity } from '../../src/modules/sources/feed.entity.js';
import { SourcesService } from '../../src/modules/sources/sources.service.js';
import type { Site } from './site.js';

const LONG = 'A feed with a name that is rather long because somebody wrote a whole sentence into it, as people do';

/** Feeds in all states, and lists at each step on their way in: the addresses of their pages. */
export async function lookedAfter(site: Site): Promise<Record<string, string>> {
  const { app, database } = site;
  await app
    .get(SourcesService)
    .addKnownFeeds([
      { url: 'https://quay.example/feed', title: 'Quay', tags: ['press office', 'ships'] },
      { url: `https://quay.example/${'long/'.repeat(30)}feed`, title: LONG, role: 'comments', affiliation: 'party' },
      { url: 'https://gone.example/feed', title: 'Gone', tags: ['ships'] },
      ...Array.from({ length: 60 }, (_, index) => ({ url: `https://many.example/${index}`, title: `Feed ${index}`, sourceTitle: 'Many' })),
    ]);
  const [quay, long, gone] = await database.manager.findBy(FeedEntity, [{ title: 'Quay' }, { title: LONG }, { title: 'Gone' }]);
  await database.write((manager) => manager.update(FeedEntity, long?.id ?? 0, { failures: 3, outcomeMessage: 'quay.example does not answer.', polledAt: new Date('2008-04-05T11:00:00Z') })); // prettier-ignore
  await app.get(FeedCare).apply('pause', [quay?.id ?? 0]);
  await app.get(FeedCare).apply('remove', [gone?.id ?? 0]);
  const lists = app.get(FeedLists);
  const list = (from: number) =>
    Buffer.from(
      `<opml><body><outline text="Folder"><outline xmlUrl="mailto:nobody@example.org"/>${[0, 1, 1].map((add) => `<outline text="List ${from + add}" xmlUrl="https://list.example/${'long/'.repeat(20)}${from + add}"/>`).join('')}</outline></body></opml>`,
    );
  const show = async (from: number) => {
    const shown = await lists.show('subscriptions.opml', list(from));
    return shown.result === 'shown' ? shown.id : '';
  };
  const ids = { shown: await show(0), imported: await show(10), importing: await show(20) };
  await lists.confirm(ids.imported);
  await lists.tick();
  await lists.confirm(ids.importing);
  return {
    feeds: '/admin/feeds',
    feedsDone: `/admin/feeds?done=remove&feeds=2&changed=1&ids=${quay?.id ?? 0}`,
    feedsRemoved: '/admin/feeds?state=removed',
    noSuchFeeds: '/admin/feeds?q=zeppelin',
    feed: `/admin/feeds/${long?.id ?? 0}`,
    removedFeed: `/admin/feeds/${gone?.id ?? 0}`,
    addFeed: '/admin/feeds/add',
    addWrong: '/admin/feeds/add?address=hello',
    importList: '/admin/feeds/import',
    shownList: `/admin/feeds/import/${ids.shown}`,
    importingList: `/admin/feeds/import/${ids.importing}`,
    importedList: `/admin/feeds/import/${ids.imported}`,
  };
}

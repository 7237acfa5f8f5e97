import { Clock } from '../../../src/modules/clock/clock.js';
import { JudgementsService } from '../../../src/modules/coding/judgements.service.js';
import { insertMany } from '../../../src/modules/database/bulk.js';
import { FeedLists } from '../../../src/modules/feed-admin/feed-lists.js';
import { Offers } from '../../../src/modules/feed-admin/offer.js';
import { Preview } from '../../../src/modules/feed-admin/preview.js';
import { SubscriberEntity } from '../../../src/modules/mail/subscriber.entity.js';
import { Queue } from '../../../src/modules/queue/queue.js';
import { Reindexer } from '../../../src/modules/search/reindexer.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { newFeed } from '../../../src/modules/sources/new-feed.js';
import { WebmentionEntity } from '../../../src/modules/webmentions/webmention.entity.js';
import { harbours, Talked } from '../../support/harbours.js';
import type { Site } from '../../support/site.js';
import { account, tokenOf } from '../../support/accounts.js';
import type { Web } from '../../support/web.js';
import type { Call } from './support.js';

const FEED = `<rss version="2.0"><channel><title>Lock Gazette</title><link>https://gazette.example/</link>
<item><title>A lock</title><link>https://gazette.example/1</link></item></channel></rss>`;

const OPML = '<opml version="2.0"><body><outline text="Lock news" xmlUrl="https://locks.example/feed"/></body></opml>';

/** A day with something of everything, and how each operation is called on it, in this order. A new one has to be entered here. */
export async function callsOn(site: Site, web: Web): Promise<Record<string, Call>> {
  const { app, database } = site;
  const asker = adminOf(site);
  const rows = new Talked(database);
  const known = await harbours(rows, database);
  await rows.revision(known.own, '2008-03-12T09:30:00Z', { title: 'Opening', text: 'From 8.' });
  await rows.revision(known.own, '2008-03-12T09:40:00Z', { title: 'Opening hours', text: 'From 9.' });
  await database.write(async (manager) => {
    await manager.insert(SubscriberEntity, {
      ...{ address: 'ada@example.org', addressKey: 'ada@example.org', frequency: 'day', entities: [], state: 'active' },
      ...{ reason: null, failures: 0, mailedUntilAt: new Date(0), createdAt: new Date(0) },
    });
    await manager.insert(WebmentionEntity, {
      ...{ sourceUrl: 'https://a.example/', targetUrl: 'https://b.example/', host: 'a.example', postId: known.own, state: 'waiting' },
      ...{ message: null, nextAt: new Date(0), receivedAt: new Date(0), checkedAt: null },
    });
  });
  await app.get(JudgementsService).judge([{ postId: known.answer, coder: { key: 'bob', name: 'Bob' }, codes: [], note: null }]);
  web.routes['/feed'] = { headers: { 'Content-Type': 'application/rss+xml' }, body: FEED };
  const looked = await app.get(Preview).look(`${web.url}/feed`);
  const offer = looked.kind === 'offered' ? app.get(Offers).seal(looked.offer) : '';
  const shown = await app.get(FeedLists).show('locks.opml', Buffer.from(OPML));
  const list = shown.result === 'shown' ? shown.id : '';
  const [moved = 0, gone = 0] = await database.write(async (manager) => {
    const { sourceId } = await manager.findOneOrFail(FeedEntity, { where: {} });
    const now = app.get(Clock).now();
    const feeds = ['moved', 'gone'].map((name) =>
      newFeed({ sourceId, url: `https://${name}.example/feed`, role: 'posts', title: name, siteUrl: null }, now),
    );
    const rows = [
      { ...feeds[0]!, movedTo: 'https://moved.example/new', movedPolls: 1, movedSinceAt: now },
      { ...feeds[1]!, state: 'gone' as const, nextPollAt: null },
    ];
    return (await insertMany(manager, FeedEntity, rows as FeedEntity[], ['id'])).map(({ id }) => Number(id));
  });
  await app.get(Reindexer).run();
  // Measured when somebody first looks, and shown from then on.
  for (const slug of ['harbour-lamp', 'the-minister', 'estuary-courier']) await app.get(Queue).add('judge-source', slug, { slug });
  return {
    listEditions: { query: { kind: 'day' } },
    getEdition: { path: { edition: '2008-03-20' } },
    createEdit: {
      path: { edition: '2008-03-20' },
      body: { story: known.open, action: 'note', text: 'Nobody does.', by: 'Ann' },
      wrong: [
        [{}, '/story', '/action'],
        [{ story: known.own, action: 'pin', by: 'Ann' }, '/story'],
        [{ story: known.open, action: 'title', by: '' }, '/by', '/text'],
        [{ story: known.open, action: 'pin', by: 'Ann', colour: 'red' }, '/colour'],
        [[], ''],
      ],
    },
    listEdits: { path: { edition: '2008-03-20' } },
    undoEdit: { path: { edition: '2008-03-20', id: 1 }, query: { by: 'Bob' } },
    search: { query: { q: 'dredging OR lock' } },
    listSources: {},
    getSource: { path: { slug: 'harbour-lamp' } },
    getEngagement: { path: { slug: 'harbour-lamp' }, query: { period: 'year' } },
    listCountedPosts: { path: { slug: 'harbour-lamp' }, query: { list: 'own', period: 'year' } },
    getConversation: { path: { id: known.own } },
    setAffiliation: {
      body: {
        source: 'harbour-lamp',
        affiliation: 'minister',
        author: 'Ruth Ferrier',
        from: '2009-01-01',
        evidenceUrl: 'https://a.example/',
      },
      wrong: [
        [{}, '/source', '/affiliation'],
        [{ source: 'nobody', affiliation: 'minister' }, '/source'],
        [
          { source: 'harbour-lamp', affiliation: 'pirate', from: 'soon', evidenceUrl: 'javascript:x' },
          '/affiliation',
          '/from',
          '/evidenceUrl',
        ],
        [{ source: 'harbour-lamp', affiliation: 'minister', from: '2009-01-02', until: '2009-01-01' }, '/until'],
      ],
    },
    listAffiliations: {},
    removeAffiliation: { path: { id: 1 } },
    listEntities: { query: { order: 'mentions' } },
    getEntity: { path: { slug: 'department-for-harbours' } },
    getMentions: { path: { slug: 'department-for-harbours' }, query: { period: 'year' } },
    listMentioningPosts: { path: { slug: 'department-for-harbours' }, query: { period: 'year' } },
    previewEntity: {
      body: { name: 'Dredging', of: 'canal-agency' },
      wrong: [
        [{}, '/name'],
        [{ name: 'Canal Trust', of: 'nobody' }, '/of'],
        [{ name: 'Ministry of Silence', of: 'canal-agency' }, '/name'],
        [{ name: 'Canal Trust', aliases: ['the'] }, '/aliases'],
      ],
    },
    importEntities: {
      query: { dryRun: 'true' },
      body: 'name,aliases\nCanal Trust,=CT\n,=X\n',
      type: 'text/csv',
      wrong: [
        ['', ''],
        ['{"entities": ', ''],
      ],
    },
    createEntity: {
      body: { name: 'Canal Trust', kind: 'charity', aliases: ['=CT'], handles: ['twitter:canaltrust'] },
      wrong: [
        [{}, '/name'],
        [{ name: 'Canal Trust', handles: ['canaltrust'] }, ''],
        [{ name: 'Canal Trust', aliases: ['the'] }, '/aliases'],
        [{ name: 'Canal Trust', from: 'ever', colour: 'red' }, '/from', '/colour'],
      ],
    },
    changeEntity: {
      path: { slug: 'canal-trust' },
      body: { name: 'Canal Trust', kind: 'charity', hashtags: ['canals'] },
      wrong: [[{ name: 'Canal Agency' }, '/name']],
    },
    rematchEntity: { path: { slug: 'canal-trust' } },
    removeEntity: { path: { slug: 'canal-trust' } },
    createWatch: {
      body: { name: 'Dredging', query: 'dredging', anyway: true },
      wrong: [
        [{}, '/name', '/query'],
        [{ name: 'Dredging', query: 'dredging (' }, '/query'],
        [{ name: '!', query: 'dredging', isWatched: 'yes' }, '/name', '/isWatched'],
      ],
    },
    countWatch: {
      body: { query: 'dredging' },
      wrong: [
        [{}, '/query'],
        [{ query: 'dredging (' }, '/query'],
      ],
    },
    listWatches: {},
    getWatch: { path: { slug: 'dredging' } },
    changeWatch: {
      path: { slug: 'dredging' },
      body: { name: 'Dredging', query: 'dredging OR dredger', note: 'For the harbour', anyway: true },
      wrong: [[{ name: 'Ferries', query: 'ferry' }, '/name']],
    },
    listMatches: { path: { slug: 'dredging' }, query: { voice: 'media', from: '2008-03-01T00:00:00Z' } },
    removeWatch: { path: { slug: 'dredging' } },
    createCode: {
      body: { label: 'Answers a question' },
      wrong: [
        [{}, '/label'],
        [{ label: '…' }, ''],
        [{ label: 'Answers', slug: 'Not A Slug' }, '/slug'],
      ],
    },
    importCodebook: {
      body: '[{"label": "Answers a question"}, {"label": ""}]',
      type: 'text/json',
      wrong: [
        ['', ''],
        ['<html>', ''],
      ],
    },
    listCodes: {},
    changeCode: {
      path: { slug: 'answers-a-question' },
      body: { label: 'Answers', definition: 'Says what was asked.' },
      wrong: [[{ label: '' }, '/label']],
    },
    openDesk: { query: { q: 'is:post', sample: '2', seed: 'spring', coder: 'Ann' } },
    listDeskPosts: { query: { q: 'is:post', coder: 'Ann' } },
    judgePost: {
      path: { id: known.answer },
      body: { codes: ['answers-a-question'], coder: 'Ann' },
      wrong: [
        [{}, '/codes'],
        [{ codes: [] }, '/coder'],
        [{ codes: ['nonsense'], coder: 'Ann' }, '/codes'],
      ],
    },
    listJudgements: { path: { id: known.answer } },
    listCoders: {},
    listCodedPosts: { query: { list: 'different', first: 'Ann', second: 'Bob' } },
    getAgreement: { query: { first: 'Ann', second: 'Bob' } },
    retireCode: { path: { slug: 'answers-a-question' } },
    createAlert: {
      body: { name: 'The board', kind: 'entity', about: { entity: 'canal-agency' }, webhook: [`${web.url}/hook`] },
      wrong: [
        [{}, '/name', '/kind'],
        [{ name: 'The board', kind: 'entity' }, '/about/entity'],
        [{ name: 'The board', kind: 'silence', about: { colour: 'red' } }, '/about/colour'],
        [{ name: 'The board', kind: 'silence', mail: ['ada@example.org'], quietFrom: '22:00' }, '/quietUntil'],
        [{ name: 'The board', kind: 'silence', mail: ['ada@example.org'] }, '/mail'],
      ],
    },
    previewAlert: {
      body: { name: 'The board', kind: 'entity', about: { entity: 'canal-agency' }, of: 'the-board' },
      wrong: [
        [{}, '/name', '/kind'],
        [{ name: 'The board', kind: 'entity', about: { entity: 'canal-agency' } }, '/name'],
        [{ name: 'Others', kind: 'entity', about: { entity: 'nobody' } }, '/about/entity'],
      ],
    },
    listAlerts: {},
    getAlert: { path: { slug: 'the-board' } },
    changeAlert: {
      path: { slug: 'the-board' },
      body: { name: 'The agency', kind: 'edit', about: { entity: 'canal-agency', edits: 'removed' }, hourlyLimit: 2 },
      wrong: [
        [{ name: 'The agency', kind: 'silence', removed: [99] }, '/removed'],
        [{ name: 'The agency', kind: 'silence', about: { source: 'nobody' } }, '/about/source'],
      ],
    },
    testAlert: { path: { slug: 'the-board' } },
    listAlertChannels: { path: { slug: 'the-board' } },
    listAlertDeliveries: { path: { slug: 'the-board' } },
    pauseAlert: { path: { slug: 'the-board' } },
    resumeAlert: { path: { slug: 'the-board' } },
    removeAlert: { path: { slug: 'the-board' } },
    listFeeds: { query: { state: 'active', q: 'lock' } },
    addFeed: {
      body: { url: `${web.url}/feed`, sourceTitle: 'Lock Gazette', affiliation: 'media' },
      wrong: [
        [{}, '/url'],
        [{ url: `${web.url}/nothing` }, '/url'],
        [{ url: 'ftp://lamp.example/feed' }, '/url'],
      ],
    },
    getFeed: { path: { id: 1 } },
    changeFeed: {
      path: { id: 1 },
      body: { tags: ['Locks'], role: 'posts', leastMinutes: 20, mostMinutes: 120, spacingSeconds: 5, keepDays: 90, note: 'Ask Hester.' },
      wrong: [
        [{}, '/role'],
        [{ role: 'posts', leastMinutes: 50, mostMinutes: 20 }, '/mostMinutes'],
        [
          { role: 'posts', tags: ['x'.repeat(61)], spacingSeconds: -1, keepDays: 39, note: 'x'.repeat(2001) },
          '/tags/0',
          '/spacingSeconds',
          '/keepDays',
          '/note',
        ],
      ],
    },
    bulkFeeds: {
      body: { action: 'tag', ids: [1], tags: ['canals'] },
      wrong: [
        [{}, '/action'],
        [{ action: 'pause' }, '/ids'],
        [{ action: 'pause', ids: [1], filter: {} }, '/filter'],
        [{ action: 'pause', filter: { state: 'lost' } }, '/filter/state'],
        [{ action: 'tag', ids: [1] }, '/tags'],
        [{ action: 'move', ids: [1], source: 'nobody' }, '/source'],
        [{ action: 'limits', ids: [1], leastMinutes: 9, mostMinutes: 3 }, '/mostMinutes'],
      ],
    },
    exportFeeds: { query: { state: 'active' } },
    previewFeeds: {
      body: { url: `${web.url}/feed` },
      wrong: [
        [{}, '/url'],
        [{ url: `${web.url}/nothing` }, '/url'],
      ],
    },
    addPreviewedFeeds: {
      body: { offer, title: 'Lock Gazette', tags: ['locks'] },
      wrong: [
        [{}, '/offer'],
        [{ offer: 'made up' }, '/offer'],
        [{ offer, feeds: [] }, '/feeds'],
        [{ offer, feeds: [7] }, '/feeds'],
      ],
    },
    importFeeds: {
      query: { dryRun: 'true', name: 'locks.opml' },
      body: OPML,
      type: 'text/x-opml',
      wrong: [
        ['', ''],
        ['<html><p>Hello</p></html>', ''],
      ],
    },
    getImport: { path: { id: list } },
    confirmImport: { path: { id: list } },
    pollFeed: { path: { id: 1 } },
    acceptMove: { path: { id: moved } },
    pollGoneFeed: { path: { id: gone } },
    listHealth: { query: { show: 'attention' } },
    countHealth: {},
    getHealth: { path: { id: 1 } },
    pollFailing: {},
    getPolling: { query: { of: '3' } },
    pauseFeed: { path: { id: 1 } },
    resumeFeed: { path: { id: 1 } },
    removeFeed: { path: { id: 1 } },
    restoreFeed: { path: { id: 1 } },
    getSourceSettings: { path: { slug: 'harbour-lamp' } },
    changeSource: {
      path: { slug: 'harbour-lamp' },
      body: { title: 'Harbour Lamp', siteUrl: '', platform: 'web', affiliation: 'civil-service' },
      wrong: [
        [{}, '/title', '/platform', '/affiliation'],
        [
          { title: '', siteUrl: 'javascript:x', platform: 'Not one', affiliation: 'pirate' },
          '/title',
          '/siteUrl',
          '/platform',
          '/affiliation',
        ],
      ],
    },
    listSubscribers: {},
    // No mail is sent from the site of this test; `subscribing.api.spec.ts` has the other answer.
    subscribe: { body: { address: 'bob@example.org', frequency: 'day' }, wrong: [[{}, '/address', '/frequency']], status: '503' },
    getOutbox: {},
    switchOnSubscriber: { path: { id: 1 } },
    removeSubscriber: { path: { id: 1 } },
    getWebmention: { path: { id: 1 } },
    addStarter: {},
    removeSample: {},
    getThread: { path: { id: known.own } },
    listThreadPosts: { path: { id: known.open } },
    getPost: { path: { id: known.answer } },
    listRevisions: { path: { id: known.own } },
    removeSource: { path: { slug: 'lock-gazette' } },
    listSettings: {},
    listAudit: { query: { refused: 'true' } },
    invite: {
      body: { role: 'analyst' },
      wrong: [
        [{}, '/role'],
        [{ role: 'chief', address: 'nobody' }, '/role', '/address'],
        [{ role: 'reader', address: 'bob@example.org' }, '/address'],
      ],
    },
    listAccountLinks: {},
    withdrawLink: { path: { id: 1 } },
    // From here on there are accounts, and who sits at the machine is nobody in particular.
    listAccounts: { asker },
    getAccount: { asker, path: { id: 2 } },
    setRole: { asker, path: { id: 2 }, body: { role: 'analyst' }, wrong: [[{ role: 'chief' }, '/role']] },
    closeAccount: { asker, path: { id: 2 } },
    openAccount: { asker, path: { id: 2 } },
    endSessions: { asker, path: { id: 2 } },
    endSecondFactor: { asker, path: { id: 2 } },
    resetPassword: { asker, path: { id: 2 } },
  };
}

/** A token of an admin, who comes when first asked for, with another account beside. */
function adminOf(site: Site): () => Promise<string> {
  let token: Promise<string> | null = null;
  const make = async () => {
    const { id } = await account(site, 'admin');
    await account(site, 'reader');
    return tokenOf(site, id, 'admin');
  };
  return () => (token ??= make());
}

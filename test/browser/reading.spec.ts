import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { alertDraftOf } from '../../src/modules/alerts/alert.form.js';
import { AlertSender } from '../../src/modules/alerts/alert-sender.js';
import { Alerts } from '../../src/modules/alerts/alerts.service.js';
import { Curations } from '../../src/modules/digests/curations.js';
import { FeedLists } from '../../src/modules/feed-admin/feed-lists.js';
import { Reindexer } from '../../src/modules/search/reindexer.js';
import { WatchRematcher } from '../../src/modules/watches/rematcher.js';
import { SavedSearches } from '../../src/modules/watches/saved-searches.service.js';
import { FeedEntity } from '../../src/modules/sources/feed.entity.js';
import { ailingFeeds } from '../support/ailing.js';
import { busyCoders } from '../support/coding.js';
import { lookedAfter } from '../support/looked-after.js';
import { crosstalk, longAndEdited } from '../support/crosstalk.js';
import { busyHarbours, Talked } from '../support/harbours.js';
import { newsday } from '../support/newsday.js';
import { pagesOfLinks } from '../support/linked.js';
import { routesOf } from '../support/routes.js';
import { startSite, type Site } from '../support/site.js';
import { surgery } from '../support/surgery.js';
import { ACCOUNT_PATHS } from './account-paths.js';
import { inspect, WELL } from './inspect.js';

/** Which Chromium to run, such as /usr/bin/chromium; without it nothing here runs. */
const executablePath = process.env.TEST_CHROMIUM ?? '';
const withBrowser = executablePath === '' ? describe.skip : describe;

/** What programs ask for, and what only leads on. */
const NO_PAGE =
  /^\/(healthz$|readyz$|metrics$|api\/(v1|openapi)|websub\/|reader\/api|fever|images\/|robots\.txt|login\/openid)|\.(atom|rss|json|txt|csv|ndjson)$|\/export$|\/events$|\/:id\/progress$/;

withBrowser('in a browser', () => {
  let site: Site;
  let browser: Browser;
  let paths: Record<string, string>;

  beforeAll(async () => {
    site = await startSite(undefined, { BASE_URL: 'http://127.0.0.1:3000', SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'a@example.org' });
    const rows = new Talked(site.database);
    const { threadId, deepId } = await newsday(rows);
    const { question } = await crosstalk(rows);
    const { longId, editedId } = await longAndEdited(rows);
    await rows.linkback(threadId, 'https://ferryman.example/a-crossing-more', {
      title: 'A crossing more',
      excerpt: 'They answered, and I was there.',
    });
    await rows.linkback(threadId, null, { title: 'The Ferryman’s notebook, a title without an address' });
    const blog = await rows.source('A blog that nobody reads');
    const stub = await rows.post(blog, '2008-04-03T09:00:00Z', { title: null, text: '', html: '', isStub: 1, authorName: null });
    await rows.comment(blog, stub, '2008-04-03T09:00:00Z', { authorName: 'Ada' });
    const arabic = await rows.post(blog, '2008-04-03T09:30:00Z', { title: 'A greeting', language: 'en' });
    const greeting = { authorName: 'Layla', text: 'Hustings: مرحبا', html: '<p>Hustings: مرحبا</p>', language: 'ar' };
    await rows.comment(blog, arabic, '2008-04-03T09:40:00Z', greeting);
    const wide = await rows.post(blog, '2008-04-01T09:30:00Z', { title: `An address: https://blog.example/${'w'.repeat(90)}` });
    for (const authorName of ['Ada', 'Bea', 'Cem', 'Dan', 'Eve', 'Fay'])
      await rows.comment(blog, wide, '2008-04-01T09:40:00Z', { authorName, text: `https://blog.example/${'v'.repeat(90)}` });
    // Without a title its words are the headline; nobody answers, so it stands among what was published.
    await rows.post(blog, '2008-04-01T11:00:00Z', { title: null, text: `Read https://blog.example/${'x'.repeat(90)}` });
    const curations = site.app.get(Curations);
    await curations.add('2008-W14', { threadId, action: 'title', text: 'Good morning back', by: 'Ann' });
    await curations.add('2008-W14', { threadId, action: 'note', text: 'The lock-keeper has his answer.', by: 'Bob' });
    await site.app.get(Reindexer).run({ again: true });
    await surgery(rows, site.database);
    await busyHarbours(rows, site.database);
    const { codedId } = await busyCoders(site);
    const watch = { name: 'Ferries and answers', query: 'ferry OR answer*', note: 'Ada, for the harbour', isWatched: true };
    await site.app.get(SavedSearches).save(watch, { anyway: true });
    const feedPages = await lookedAfter(site);
    await site.app.get(WatchRematcher).run();
    const alert = alertDraftOf({ name: 'The ferries', kind: 'query', watch: 'ferries-and-answers', webhook: 'http://10.0.0.1/hook' });
    if (!alert.ok) throw new Error(JSON.stringify(alert.problems));
    await site.app.get(Alerts).add(alert.draft);
    await site.app.get(Alerts).test('the-ferries');
    await site.app.get(AlertSender).tick();
    const linked = await pagesOfLinks(site, threadId);
    const ward = await ailingFeeds(rows, site.database, new Date('2008-04-05T12:00:00Z'));
    paths = {
      ...feedPages,
      ...linked,
      health: '/admin/health',
      noHealth: '/admin/health?show=gaps&page=9',
      feedHealth: `/admin/health/${ward.failing}`,
      movedFeed: `/admin/health/${ward.moved}`,
      wellFeed: `/admin/health/${ward.well}`,
      polling: '/admin/health/progress?of=3',
      watches: '/watches',
      watchForm: `/watches?q=${encodeURIComponent('who OR (answer')}`,
      watch: '/watches/ferries-and-answers?period=year',
      watchPosts: '/watches/ferries-and-answers/posts?voice=others',
      watchRemove: '/watches/ferries-and-answers/remove',
      alerts: '/alerts',
      alert: '/alerts/the-ferries',
      alertEdit: '/alerts/the-ferries/edit',
      alertRemove: '/alerts/the-ferries/remove',
      sources: '/sources',
      source: '/sources/lamp-room?period=year',
      counted: '/sources/lamp-room/posts?list=own&period=year',
      engagement: '/engagement',
      entities: '/entities',
      noEntities: '/entities?name=zeppelin',
      entity: '/entities/department-for-harbours?period=year',
      silentEntity: '/entities/ministry-of-silence',
      countedMentions: '/entities/department-for-harbours/posts?list=about/all&period=year',
      codebook: '/codebook',
      coded: '/codebook/posts?list=first/question&first=ada+example&second=bob',
      postCodes: `/posts/${codedId}/codes`,
      notCoded: `/posts/${longId}/codes`,
      deskStart: '/coding',
      desk: '/coding?q=is:comment&coder=Dora&sample=20&seed=april',
      deskAgain: `/coding?coder=Ada+Example&post=${codedId}`,
      deskWrong: `/coding?coder=Dora&q=${encodeURIComponent('tax after:yesterday')}`,
      edition: '/',
      week: '/digest/2008-W14',
      history: '/digest/2008-W14/history?by=Ann',
      thread: `/threads/${threadId}`,
      deep: `/threads/${deepId}`,
      conversation: `/conversations/${question}`,
      alone: `/conversations/${deepId}`,
      long: `/threads/${longId}?page=2`,
      revisions: `/posts/${editedId}/revisions`,
      archive: '/digest',
      silent: '/digest/2008-04-04',
      letter: '/digest/2008-04-03/mail',
      ranking: '/digest/ranking',
      stub: `/threads/${stub}`,
      arabic: `/threads/${arabic}`,
      webmention: '/webmention',
      search: '/search',
      found: '/search?q=who+OR+answer+OR+ferry',
      foundNothing: '/search?q=zeppelin',
      notUnderstood: `/search?q=${encodeURIComponent('tax after:yesterday')}`,
      manageEntities: '/admin/entities',
      addEntity: '/admin/entities/add',
      manageEntity: '/admin/entities/department-for-harbours',
      removeEntity: '/admin/entities/department-for-harbours/remove',
      manageSources: '/admin/sources',
      manageSource: '/admin/sources/lamp-room',
      removeSource: '/admin/sources/lamp-room/remove',
      manageBook: '/admin/codebook',
      manageCode: '/admin/codebook/question',
      retireCode: '/admin/codebook/question/retire',
      manageSubscribers: '/admin/subscribers',
      api: '/api/docs',
      missing: '/nothing-here',
    };
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test('every page that there is is looked at: here, or where somebody is signed in', () => {
    const seen = [...Object.values(paths), ...ACCOUNT_PATHS].map((path) => new URL(path, site.url).pathname);
    const pages = routesOf(site).flatMap(({ method, path }) => (method === 'GET' && !NO_PAGE.test(path) ? [path] : []));
    const unseen = pages.filter((page) => {
      const pattern = new RegExp(`^${page.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`);
      return !seen.some((path) => pattern.test(path));
    });
    expect(unseen).toEqual([]);
  });

  /** Presses Tab until a link with these words has the focus: one that no key reaches fails here. */
  async function tabTo(page: Page, words: string): Promise<void> {
    for (let pressed = 0; pressed < 200; pressed++) {
      await page.keyboard.press('Tab');
      if (
        (
          await page.evaluate<string>(
            'document.activeElement.matches("a[href^=\\"/\\"], a[href^=\\"#\\"]") ? document.activeElement.textContent : ""',
          )
        ).includes(words)
      )
        return;
    }
    throw new Error(`No key leads to ${words}`);
  }

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    await page.goto(site.url + path);
    return page;
  }

  test('every page is for everybody: by axe, by keys, in any light and at any width', async () => {
    const page = await (await browser.newContext()).newPage();
    const found: Record<string, unknown> = {};
    for (const [name, path] of Object.entries(paths)) {
      await page.goto(site.url + path);
      found[name] = await inspect(page);
    }
    expect(found).toEqual(Object.fromEntries(Object.keys(paths).map((name) => [name, WELL])));
  }, 400_000);

  test('a page asks nobody but us for anything, and breaks none of its own rules', async () => {
    const page = await (await browser.newContext()).newPage();
    const [requests, complaints]: [string[], string[]] = [[], []];
    page.on('request', (request) => requests.push(new URL(request.url()).origin));
    page.on('console', (message) => complaints.push(message.text()));
    for (const path of [paths.edition, paths.thread, paths.archive]) await page.goto(`${site.url}${path}`);
    expect(new Set(requests)).toEqual(new Set([site.url]));
    expect(complaints).toEqual([]);
  });

  test('the first key leads past the masthead, and what has the focus shows it', async () => {
    const page = await open('/');
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to what there is to read' });
    expect((await skip.boundingBox())?.height).toBeGreaterThan(20);
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
  });

  test('by keys alone, one gets from an edition into a thread, to what a reply answers, and back', async () => {
    const page = await open('/digest/2008-04-03');
    await tabTo(page, 'Somebody at the Harbours department said good morning back');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${paths.thread}`);
    await tabTo(page, 'Priya Nandakumar');
    await page.keyboard.press('Enter');
    const anchor = new URL(page.url()).hash;
    expect(await page.locator(anchor).textContent()).toContain('dredging went out to consultation');
    // What the next key leads to is within the message that was jumped to.
    await page.keyboard.press('Tab');
    expect(await page.evaluate(`document.querySelector('${anchor}').contains(document.activeElement)`)).toBe(true);
    await page.goBack();
    expect(new URL(page.url()).hash).toBe('');
  });

  test('without script, a reply leads to what it answers', async () => {
    const page = await open(paths.thread ?? '/', { javaScriptEnabled: false });
    const reply = page.getByRole('listitem').filter({ hasText: 'I take back about half' });
    await reply.getByRole('link', { name: 'Priya Nandakumar' }).click();
    const anchor = new URL(page.url()).hash;
    expect(await page.locator(anchor).textContent()).toContain('dredging went out to consultation');
  });

  test('without script and mouse, a coder judges a post and is given the next', async () => {
    const page = await open(paths.desk ?? '/', { javaScriptEnabled: false });
    const judged = (number: number) => page.getByText(`Dora, ${number} of 20 posts judged`).waitFor();
    await judged(0);
    await page.getByRole('checkbox', { name: 'Question' }).focus();
    for (const key of ['Space', 'Tab', 'Tab', 'Tab', 'Tab', 'N', 'Tab']) await page.keyboard.press(key);
    expect(await page.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('N');
    await page.keyboard.press('Enter');
    await judged(1);
    await page.getByRole('link', { name: 'Look at the last one again' }).click();
    expect(await page.getByRole('checkbox', { name: 'Question' }).isChecked()).toBe(true);
  });

  test.each([true, false])('a feed is polled now, and its page says so until it is done, with script: %s', async (javaScriptEnabled) => {
    const page = await open(paths.wellFeed ?? '/', { javaScriptEnabled });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    const settle = (nextPollAt: Date) =>
      site.database.write((manager) => manager.update(FeedEntity, { title: 'Of well' }, { nextPollAt, outcomeMessage: 'Read 3 entries.' }));
    await page.getByRole('button', { name: 'Poll now' }).click();
    await page.getByText('Next on ward.example: it is asked within seconds.').waitFor();
    await settle(new Date('2008-04-05T13:00:00Z'));
    // With script, nobody has to look again.
    if (!javaScriptEnabled) await page.getByRole('link', { name: 'Look again' }).click();
    await page.getByRole('button', { name: 'Poll now' }).waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a list comes in, and its page says so without being asked', async () => {
    const page = await open(paths.importingList ?? '/');
    await page.getByRole('progressbar').waitFor();
    await site.app.get(FeedLists).tick();
    await page.getByText('2 feeds added').waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(0);
  });

  test.each(['thread', 'entity', 'source', 'search'])('a %s can be printed', async (name) => {
    const page = await open(paths[name] ?? '/');
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation', { name: 'Hustings' }).isVisible()).toBe(false);
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('what is said from right to left stands at the right', async () => {
    const page = await open(paths.arabic ?? '/');
    expect(await page.evaluate('getComputedStyle(document.querySelector(".comment .prose")).direction')).toBe('rtl');
  });

  test('paper gets the conversation, and none of the buttons', async () => {
    const page = await open('/');
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button', { name: 'Remove the sample' }).isVisible()).toBe(false);
    expect(await page.getByRole('heading', { name: 'Conversations' }).isVisible()).toBe(true);
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
  });
});

import dns, { type LookupOptions } from 'node:dns';
import { createServer, isIP, type Server } from 'node:net';
import { jest } from '@jest/globals';
import { readOpml } from '../../../src/feeds/opml.js';
import { HttpCourier } from '../../../src/modules/alerts/http-courier.js';
import type { Telling } from '../../../src/modules/alerts/telling.js';
import { Fetcher } from '../../../src/modules/fetch/fetcher.js';
import { Robots } from '../../../src/modules/fetch/robots.js';
import { Pages } from '../../../src/modules/pages/handlebars.js';
import { DiscussionReader } from '../../../src/modules/polling/discussion-reader.js';
import { FeedReader } from '../../../src/modules/polling/feed-reader.js';
import { Lease } from '../../../src/modules/queue/lease.js';
import { AddressEntity } from '../../../src/modules/posts/address.entity.js';
import { AddressResolver } from '../../../src/modules/posts/address-resolver.js';
import { FeedFinder } from '../../../src/modules/sources/feed-finder.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { HubSubscriptionEntity } from '../../../src/modules/sources/hub-subscription.entity.js';
import { newFeed } from '../../../src/modules/sources/new-feed.js';
import { knownFromOpml } from '../../../src/modules/sources/opml-feeds.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { Verifier } from '../../../src/modules/webmentions/verifier.js';
import { WebmentionEntity } from '../../../src/modules/webmentions/webmention.entity.js';
import { Hub } from '../../../src/modules/websub/hub.js';
import { Subscriptions } from '../../../src/modules/websub/subscriptions.js';
import { HubNewsEntity } from '../../../src/modules/websub/hub-news.entity.js';
import { Rows } from '../../support/conversation.js';
import { aSource } from '../../support/make.js';
import { startSite, type Site } from '../../support/site.js';
import { startWeb, type Web } from '../../support/web.js';

/**
 * Every way by which the program asks the web for something, against every way of writing an address of this machine that we know of. On this machine a
 * canary listens on all addresses, and must never hear a connection. Redirects need somewhere to come from: that is 127.0.0.2, the one address that is open.
 */
const OPEN = '127.0.0.2';
const NOW = new Date('2030-01-01T12:00:00Z');

let site: Site;
let canary: Server;
let port: number;
let stage: Web;
let heard = 0;
/** On the one address that is open. */
let heardOpenly = 0;
let postId: number;
const outcomes: { kind: string; reason?: string; code?: string }[] = [];

beforeAll(async () => {
  canary = createServer((socket) => {
    if (socket.localAddress?.endsWith(OPEN)) heardOpenly++;
    else heard++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => canary.listen(0, '::', resolve));
  ({ port } = canary.address() as { port: number });
  stage = await startWeb({}, undefined, OPEN);
  site = await startSite(NOW, { ALLOW_ADDRESSES: `${OPEN}/32`, HOST_SPACING_MS: '0' });
  const fetcher = site.app.get(Fetcher);
  for (const method of ['get', 'post'] as const) {
    const asked = fetcher[method].bind(fetcher) as (...said: unknown[]) => Promise<(typeof outcomes)[number]>;
    Object.assign(fetcher, {
      [method]: async (...said: unknown[]) => {
        const outcome = await asked(...said);
        outcomes.push(outcome);
        return outcome;
      },
    });
  }
  const rows = new Rows(site.database);
  postId = await rows.post(await rows.source('Harbour Light'), '2029-12-31T09:00:00Z');
});

afterAll(async () => {
  await site.close();
  await stage.close();
  await new Promise((resolve) => canary.close(resolve));
});

async function feedAt(url: string, reader: string | null = null): Promise<FeedEntity> {
  const sourceId = await aSource(site.database, { slug: `s${Math.random()}` });
  return {
    ...newFeed({ sourceId, url, role: 'posts', title: null, siteUrl: null, reader, postId: reader === null ? null : postId }, NOW),
    id: 0,
  };
}

/** Nobody else asks here. */
function lease(): Lease {
  return new Lease('test', 'test', Infinity, Infinity);
}

/** What asks, by the way in which the rest of the program has it ask. */
const WAYS: Record<string, (url: string) => Promise<unknown>> = {
  'a feed': async (url) => site.app.get(FeedReader).read(await feedAt(url), lease()),
  'an address that somebody types': (url) => site.app.get(FeedFinder).find(url, null),
  'a feed of a list': async (url) => {
    const { feeds } = readOpml(
      `<opml version="2.0"><body><outline type="rss" xmlUrl="${url.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"/></body></opml>`,
    );
    await site.app.get(SourcesService).addKnownFeeds(feeds.map(knownFromOpml));
    for (const feed of await site.database.manager.findBy(FeedEntity, {})) await site.app.get(FeedReader).read(feed, lease());
    await site.database.write((manager) => manager.query('DELETE FROM feed'));
  },
  'a discussion': async (url) => site.app.get(DiscussionReader).read(await feedAt(url, 'discourse'), lease()),
  'the rules of a host': (url) => site.app.get(Robots).allows(url),
  'a page that a link leads to': async (url) => {
    const host = new URL(url).host;
    const row = {
      key: url,
      url,
      host,
      state: 'waiting' as const,
      canonicalKey: null,
      message: null,
      attempts: 0,
      nextAt: NOW,
      checkedAt: null,
    };
    await site.database.write((manager) => manager.insert(AddressEntity, row));
    await site.app.get(AddressResolver).tick();
    await site.database.write((manager) => manager.query('DELETE FROM address'));
  },
  'a picture': (url) => site.get(site.app.get(Pages).images.href(url)),
  'a webhook': (url) => site.app.get(HttpCourier).webhook(url, 'secret', TELLING, new AbortController().signal),
  'a chat': (url) => site.app.get(HttpCourier).chat(url, TELLING, new AbortController().signal),
  'a page that says that it links to us': async (url) => {
    const row = {
      sourceUrl: url,
      targetUrl: `${site.config.baseUrl}/threads/${postId}`,
      host: new URL(url).host,
      postId,
      state: 'waiting' as const,
      message: null,
      attempts: 0,
      nextAt: NOW,
      receivedAt: NOW,
      checkedAt: null,
    };
    await site.database.write((manager) => manager.insert(WebmentionEntity, row));
    await site.app.get(Verifier).tick();
    await site.database.write((manager) => manager.query('DELETE FROM webmention'));
  },
  'a hub': async (url) => {
    const hub = site.app.get(Hub);
    Object.assign(hub, { config: { ...site.config, websubHub: url } });
    await site.database.write((manager) => manager.insert(HubNewsEntity, { postId, changedAt: NOW, attempts: 0, nextAt: NOW }));
    await hub.tick();
    await site.database.write((manager) => manager.query('DELETE FROM hub_news'));
  },
  'a hub that is asked to tell us': async (url) => {
    await site.app.get(SourcesService).addKnownFeeds([{ url: 'http://lamp.example.org/feed', title: 'The Lamp' }]);
    const feed = await site.database.manager.findOneByOrFail(FeedEntity, { url: 'http://lamp.example.org/feed' });
    const row = {
      feedId: feed.id,
      hub: url,
      host: new URL(url).host,
      topic: feed.url,
      pathKey: 'a',
      state: 'wanted' as const,
      nextAt: NOW,
    };
    await site.database.write((manager) => manager.insert(HubSubscriptionEntity, row));
    await site.app.get(Subscriptions).tick();
    await site.database.write((manager) => manager.query('DELETE FROM feed'));
  },
};

const TELLING: Telling = {
  id: 'a',
  kind: 'alert',
  at: NOW,
  rule: { slug: 'a', name: 'A', kind: 'entity', url: 'http://a.example/' },
  events: [],
  more: 0,
};

const ADDRESS = 'refused:address';
const URL_ITSELF = 'refused:url';

/** Hosts that are this machine, however they are written; and addresses that no web is at. `HERE` stands for the canary. */
const ATTACKS: [name: string, url: string, outcome: string][] = [
  ['plain', 'http://127.0.0.1:HERE/', ADDRESS],
  ['another of its network', 'http://127.8.8.8:HERE/', ADDRESS],
  ['decimal', 'http://2130706433:HERE/', ADDRESS],
  ['octal', 'http://0177.0.0.01:HERE/', ADDRESS],
  ['hexadecimal', 'http://0x7f000001:HERE/', ADDRESS],
  ['hexadecimal, part by part', 'http://0x7f.0x0.0x0.0x1:HERE/', ADDRESS],
  ['short', 'http://127.1:HERE/', ADDRESS],
  ['nought', 'http://0:HERE/', ADDRESS],
  ['unspecified', 'http://0.0.0.0:HERE/', ADDRESS],
  ['a trailing dot', 'http://127.0.0.1.:HERE/', ADDRESS],
  ['by name', 'http://localhost:HERE/', ADDRESS],
  ['by name with a trailing dot', 'http://localhost.:HERE/', `${ADDRESS} or unreachable:dns`],
  ['by name in capitals', 'http://LOCALHOST:HERE/', ADDRESS],
  ['digits of another script', 'http://①②⑦.⓪.⓪.①:HERE/', ADDRESS],
  ['letters of another script', 'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:HERE/', ADDRESS],
  ['dots of another script', 'http://127。0。0。1:HERE/', ADDRESS],
  ['escaped', 'http://%31%32%37.0.0.1:HERE/', ADDRESS],
  ['IPv6', 'http://[::1]:HERE/', ADDRESS],
  ['IPv6 unspecified', 'http://[::]:HERE/', ADDRESS],
  ['IPv6, mapped', 'http://[::ffff:127.0.0.1]:HERE/', ADDRESS],
  ['IPv6, mapped in hexadecimal', 'http://[::ffff:7f00:1]:HERE/', ADDRESS],
  ['IPv6, compatible', 'http://[::127.0.0.1]:HERE/', ADDRESS],
  ['NAT64', 'http://[64:ff9b::127.0.0.1]:HERE/', ADDRESS],
  ['NAT64 of a local prefix', 'http://[64:ff9b:1::7f00:1]:HERE/', ADDRESS],
  ['6to4', 'http://[2002:7f00:1::]:HERE/', ADDRESS],
  ['Teredo', 'http://[2001:0:7f00:1:0:0:80ff:fffe]:HERE/', ADDRESS],
  ['link-local, where clouds keep their secrets', 'http://169.254.169.254/latest/meta-data/', ADDRESS],
  ['the same, mapped', 'http://[::ffff:a9fe:a9fe]/latest/meta-data/', ADDRESS],
  ['private', 'http://10.0.0.1/', ADDRESS],
  ['private, in IPv6', 'http://[fd00::1]/', ADDRESS],
  ["a provider's inner network", 'http://100.64.0.1/', ADDRESS],
  ['benchmarking', 'http://198.18.0.1/', ADDRESS],
  ['reserved', 'http://240.0.0.1/', ADDRESS],
  ['credentials', 'http://user:secret@127.0.0.1:HERE/', URL_ITSELF],
  ['a host as credentials', 'http://blog.example@127.0.0.1:HERE/', URL_ITSELF],
  ['credentials and a backslash', 'http://blog.example\\@127.0.0.1:HERE/', 'unreachable:dns'],
  ['a file', 'file:///etc/passwd', URL_ITSELF],
  ['FTP', 'ftp://127.0.0.1:HERE/', URL_ITSELF],
  ['Gopher', 'gopher://127.0.0.1:HERE/_x', URL_ITSELF],
  ['data', 'data:text/xml,<rss/>', URL_ITSELF],
  ['a script', 'javascript:fetch("http://127.0.0.1:HERE/")', URL_ITSELF],
  ['a redirect', 'http://OPEN/?http://127.0.0.1:HERE/', ADDRESS],
  ['a redirect for good', 'http://OPEN/for-good?http://127.0.0.1:HERE/', ADDRESS],
  ['a redirect to a name', 'http://OPEN/?http://localhost:HERE/', ADDRESS],
  ['a redirect to decimal', 'http://OPEN/?http://2130706433:HERE/', ADDRESS],
  ['a redirect to IPv6', 'http://OPEN/?http://[::ffff:7f00:1]:HERE/', ADDRESS],
  ['a redirect without a scheme', 'http://OPEN/?//127.0.0.1:HERE/', ADDRESS],
  ['a redirect over another redirect', 'http://OPEN/?http://OPEN/?http://127.0.0.1:HERE/', ADDRESS],
  ['a redirect with credentials', 'http://OPEN/?http://user:secret@127.0.0.1:HERE/', URL_ITSELF],
  ['a redirect to a file', 'http://OPEN/?file:///etc/passwd', URL_ITSELF],
];

/** What never follows a redirect says so, wherever it leads. */
const FOLLOWS_NONE = ['a webhook', 'a chat', 'a hub', 'a hub that is asked to tell us'];
/** What looks at the rules of a host, once a day: it may find that it has them, that there are none, or that the host is none to be asked. */
const BY_RULES = ['the rules of a host', 'a page that a link leads to', 'a discussion'];

/** What names answer that are another's: `lookup` after `lookup`, the last of them again and again. */
const REBINDING: [name: string, answers: string[][]][] = [
  ['a name that leads here', [['127.0.0.1']]],
  ['a name that leads here in IPv6', [['::1']]],
  ['a name that leads here in IPv6, mapped', [['::ffff:127.0.0.1']]],
  ['a name that leads nowhere, which is here', [['0.0.0.0']]],
  ['a name that leads to where clouds keep their secrets', [['169.254.169.254']]],
  ['a name that leads here and to private addresses', [['10.0.0.1', '127.0.0.1', '::1']]],
  ['a name that leads here and to somewhere open', [['127.0.0.1', OPEN, '::1']]],
  ['a name that leads somewhere open at first, and here when it is asked again', [[OPEN], ['127.0.0.1']]],
];

let names = 0;

/** A name of its own, so that nothing is known of it yet. Any lookup of this process is answered, whoever asks. */
function rebind(answers: readonly string[][]): string {
  const name = `rebinding-${++names}.example.org`;
  const { lookup } = dns;
  let asked = 0;
  const answering = (host: string, options: LookupOptions, done: (error: null, ...found: unknown[]) => void) => {
    if (host !== name) return lookup(host, options, done as never);
    const addresses = (answers[Math.min(asked++, answers.length - 1)] ?? []).map((address) => ({ address, family: isIP(address) }));
    if (options.all) done(null, addresses);
    else done(null, addresses[0]?.address, addresses[0]?.family);
  };
  jest.spyOn(dns, 'lookup').mockImplementation(answering as never);
  return name;
}

describe.each(Object.keys(WAYS))('%s', (way) => {
  test.each(REBINDING)('%s', async (_name, answers) => {
    const url = `http://${rebind(answers)}:${port}/`;
    heard = heardOpenly = 0;
    const said: string[][] = [];
    for (let time = 0; time < 2; time++) {
      outcomes.length = 0;
      await WAYS[way]!(url);
      said.push([...new Set(outcomes.map(saidOf))]);
    }
    jest.restoreAllMocks();
    expect(heard).toBe(0);
    const isOpen = answers.map((addresses) => addresses.includes(OPEN));
    // What was asked there closed the connection.
    expect(heardOpenly > 0).toBe(isOpen[0]);
    const expected = [0, 1].map((time) => [(isOpen[time] ?? isOpen.at(-1)) ? 'unreachable:reset' : ADDRESS]);
    if (!BY_RULES.includes(way)) expect(said).toEqual(expected);
    // The rules that are known from the first time say whether there is a second.
    else for (const one of said.flat()) expect(expected.flat()).toContain(one);
  });

  test.each(ATTACKS)('%s', async (name, written, expected) => {
    const url = written.replaceAll('HERE', String(port)).replaceAll('OPEN', `${OPEN}:${stage.port}`);
    const answer: Web['routes'][string] = (request) => {
      const [path = '', ...leads] = (request.url ?? '').split('?');
      return { status: path === '/for-good' ? 301 : 302, headers: { location: leads.join('?') } };
    };
    stage.routes['/'] = stage.routes['/for-good'] = answer;
    heard = 0;
    outcomes.length = 0;
    await WAYS[way]!(url);
    expect(heard).toBe(0);
    const said = new Set(outcomes.map(saidOf));
    const isRedirect = name.startsWith('a redirect');
    if (isRedirect && FOLLOWS_NONE.includes(way)) expect([...said]).toEqual(['unreachable:bad-response']);
    else if (BY_RULES.includes(way))
      expect([...expected.split(' or '), ADDRESS, 'refused:missing']).toEqual(expect.arrayContaining([...said]));
    // What is no address of a web is often thrown out before anybody would ask.
    else if (expected === URL_ITSELF && said.size === 0) expect(outcomes).toEqual([]);
    else expect([...said]).toEqual([expect.stringMatching(new RegExp(`^(${expected.replace(' or ', '|')})$`))]);
  });
});

function saidOf({ kind, reason, code }: (typeof outcomes)[number]): string {
  return `${kind}:${reason ?? code ?? ''}`;
}

test('the canary would have been heard', async () => {
  heard = 0;
  const name = rebind([['127.0.0.1']]);
  for (const host of ['127.0.0.1', '[::1]', '2130706433', '0', name]) await fetch(`http://${host}:${port}/`).catch(() => undefined);
  jest.restoreAllMocks();
  expect(heard).toBeGreaterThanOrEqual(5);
});

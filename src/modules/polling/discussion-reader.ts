import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Ask, Discussion, Platform } from '../../feeds/platform.js';
import type { Post, Warning } from '../../feeds/types.js';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { Fetcher, type FetchRequest } from '../fetch/fetcher.js';
import type { FetchOutcome, Modified } from '../fetch/outcome.js';
import { Robots } from '../fetch/robots.js';
import type { Lease } from '../queue/lease.js';
import { Platforms } from '../sources/platforms.js';
import { PostEntity } from '../posts/post.entity.js';
import { Credentials } from '../sources/credentials.js';
import type { FeedEntity } from '../sources/feed.entity.js';
import { Parser } from './parser.js';
import { Rates } from './rates.js';
import { type Brought, failed, judge, unchanged, type Verdict } from './verdict.js';

const ACCEPT: Record<Ask['accept'], string> = {
  json: 'application/json',
  activity: 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
  html: 'text/html, application/xhtml+xml;q=0.9',
  feed: 'application/atom+xml, application/rss+xml, application/xml;q=0.9',
};

/** A longer thread comes in over several polls, or from its feed: one poll does not keep a host to itself. */
const REQUESTS_MAX = 50;
/** A wait for the platform's rate that a poll sits out; after a longer one it comes back. */
const RATE_WAIT_MAX_MS = 10_000;

/** Reads the discussion of a post as its platform gives it: the answers of an API, or the pages of a site. Nothing is ever written there. */
@Injectable()
export class DiscussionReader {
  constructor(
    private readonly database: Database,
    private readonly fetcher: Fetcher,
    private readonly robots: Robots,
    private readonly parser: Parser,
    private readonly platforms: Platforms,
    private readonly credentials: Credentials,
    private readonly rates: Rates,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async read(feed: FeedEntity, lease: Lease): Promise<Verdict> {
    const platform = this.platforms.named(feed.reader ?? '');
    if (!platform)
      return failed('no-reader', `This version has no reader for ${feed.reader}. Install one that has, or take this row off the list.`);
    const gathering = new Gathering(await this.asksOf(feed, platform));
    for (let ask = gathering.next(); ask !== null; ask = gathering.next()) {
      const stop = await this.visit(ask, feed, platform, gathering, lease);
      if (stop) return stop;
    }
    return gathering.verdict(platform, feed);
  }

  /** What its platform says is to be asked for the post's discussion; or the row's own address, where it follows an account. */
  private async asksOf({ url, postId }: FeedEntity, platform: Platform): Promise<Ask[]> {
    const post = postId === null ? null : await this.database.manager.findOneBy(PostEntity, { id: postId });
    const asks = post ? platform.asks({ ...post, commentsFeedUrl: null }) : (platform.follow?.(url) ?? []);
    const own = asks.find((ask) => ask.url === url) ?? { url, accept: 'json', credential: null };
    return [own, ...asks.filter((ask) => ask !== own)];
  }

  /** Asks one address and gathers what it answers. Out: a verdict where there is nothing to go on with. */
  private async visit(ask: Ask, feed: FeedEntity, platform: Platform, gathering: Gathering, lease: Lease): Promise<Verdict | null> {
    const isFirst = gathering.visited === 1;
    if (!isFirst) await sleep(this.config.hostSpacingMs);
    const waitMs = await this.rates.take(platform, new URL(ask.url).host);
    if (waitMs > RATE_WAIT_MAX_MS) return this.useUp(platform, waitMs, gathering, feed);
    if (waitMs > 0) await sleep(waitMs);
    if (ask.accept === 'html' && !(await this.robots.allows(ask.url)))
      return isFirst ? failed('refused:robots', robotsSentence(ask.url)) : null;
    const request = await this.requestOf(ask, platform);
    if ('result' in request) return request;
    const validators = isFirst ? { etag: feed.etag, lastModified: feed.lastModified } : {};
    const outcome = await this.fetcher.get(request.url, { ...validators, ...request, signal: lease.signal });
    if (outcome.kind !== 'modified') {
      const verdict = judgeOf(outcome, platform, ask);
      if (ask.instead && verdict.outcome.startsWith('refused')) return gathering.fallBack(ask.instead, verdict);
      return isFirst ? verdict : gathering.miss(outcome);
    }
    const { bytes, contentType } = outcome;
    const task = { bytes, contentType, url: ask.url, reader: platform.name, timezone: this.config.timezone };
    const read = await this.parser.discuss(task);
    if (read.ok) gathering.add(read.discussion, ask, outcome);
    // A page that marks no comments today marks none tomorrow: it is not asked again and again.
    else if (isFirst) return failed(read.code === 'unmarked' ? 'refused:unmarked' : `not-understood:${read.code}`, read.message);
    else gathering.isCut = true;
    return null;
  }

  /** The address with the credential where the platform wants it. Out: a verdict where there is none. */
  private async requestOf(ask: Ask, platform: Platform): Promise<(FetchRequest & { url: string }) | Verdict> {
    const url = new URL(ask.url);
    const request = { url: ask.url, accept: ACCEPT[ask.accept] };
    const found = await this.credentials.of(platform.name, url.host);
    if (found?.secret === null) return failed('needs-credential', found.message);
    if (ask.credential === null)
      return found?.by === 'host' && isPrivateRoad(url) ? { ...request, authorization: `Bearer ${found.secret}` } : request;
    if (!found) {
      const what = `${platform.label} answers only with a credential: ${platform.credential ?? 'one of its own.'}`;
      return failed('needs-credential', `${what} Store it with: hustings credentials set ${platform.name}`);
    }
    if (!isPrivateRoad(url))
      return failed('refused:url', `${url.host} would get the credential without encryption: give its address with https.`);
    if (ask.credential === 'bearer') return { ...request, authorization: `Bearer ${found.secret}` };
    url.searchParams.set(ask.credential.parameter, found.secret);
    return { ...request, url: url.href };
  }

  private useUp(platform: Platform, waitMs: number, gathering: Gathering, feed: FeedEntity): Verdict {
    const until = new Date(this.clock.now().getTime() + waitMs);
    const words = `What ${platform.label} allows is used up until ${until.toISOString()}.`;
    if (gathering.visited === 1) return failed('throttled', `${words} It is asked again then; the thread keeps what it has.`, until);
    gathering.isCut = true;
    const verdict = gathering.verdict(platform, feed);
    return { ...verdict, message: `${verdict.message} ${words}`, retryAfterAt: until };
  }
}

function robotsSentence(url: string): string {
  return `${new URL(url).host} asks robots not to read this page (robots.txt), so it is not read. Its comments can be read only if it offers them as a feed.`;
}

/** May a secret go there? Encrypted, or without leaving this machine. */
function isPrivateRoad({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || /^(?:127\.[\d.]+|localhost|\[::1\])$/.test(hostname);
}

/** What the documents of one discussion hold together. */
class Gathering {
  visited = 0;
  /** Something is left that was not read. */
  isCut = false;
  private readonly open: Ask[];
  private readonly seen = new Set<string>();
  private readonly discussions: Discussion[] = [];
  private readonly troubles: string[] = [];
  private first: Modified | null = null;
  private isWhole = true;
  private refusal: Verdict | null = null;

  constructor(asks: Ask[]) {
    this.open = [...asks];
  }

  /** The next address: none twice, and never more than a poll may ask. */
  next(): Ask | null {
    for (let ask = this.open.shift(); ask; ask = this.open.shift()) {
      if (this.seen.has(ask.url)) continue;
      if (this.visited === REQUESTS_MAX) {
        this.isCut = true;
        return null;
      }
      this.seen.add(ask.url);
      this.visited += 1;
      return ask;
    }
    return null;
  }

  add(discussion: Discussion, ask: Ask, outcome: Modified): void {
    this.first ??= outcome;
    this.discussions.push(discussion);
    // A page does not say whether it shows all.
    if (discussion.isPart || (ask.accept === 'html' && discussion.count === null)) this.isWhole = false;
    // What a document names is followed on its own host only: an answer does not send us, or a credential, elsewhere.
    const { host } = new URL(ask.url);
    for (const more of discussion.more) {
      if (URL.canParse(more.url) && new URL(more.url).host === host) this.open.push(more);
      else this.isCut = true;
    }
  }

  /** Asks the next best, and remembers why. */
  fallBack(ask: Ask, refusal: Verdict): null {
    this.open.unshift(ask);
    this.refusal ??= refusal;
    return null;
  }

  /** A further page that did not come: the rest is kept, and it is asked for again with all the others. */
  miss(outcome: Exclude<FetchOutcome, Modified>): null {
    this.isCut = true;
    this.troubles.push(outcome.message);
    return null;
  }

  verdict(platform: Platform, feed: FeedEntity): Verdict {
    const { first } = this;
    if (!first) return this.refusal ?? unchanged('There is nothing to ask for.');
    const found = this.discussions.flatMap(({ post, posts = [], comments }) => [...(post ? [post] : []), ...posts, ...comments]);
    const distinct = [...new Map([...found].reverse().map((post) => [`${post.kind} ${post.guid}`, post])).values()].reverse();
    const posts = feed.postId === null ? distinct : distinct.filter(({ kind }) => kind === 'comment');
    const counts = this.discussions.flatMap(({ count }) => count ?? []);
    const commentCount = counts.length > 0 ? Math.max(...counts) : null;
    const isWhole = this.isWhole && !this.isCut && feed.postId !== null && (commentCount === null || posts.length >= commentCount);
    // An unchanged first page says nothing of the ones behind it.
    const validators =
      this.visited === 1 && !this.isCut ? { etag: first.etag, lastModified: first.lastModified } : { etag: null, lastModified: null };
    return {
      result: 'fetched',
      outcome: 'modified',
      message: this.inWords(platform, posts),
      row: { ...validators, format: platform.name, title: feed.title ?? platform.label },
      brought: {
        posts,
        counted: [],
        followers: feed.postId === null ? this.discussions.find(({ followers }) => followers !== undefined)?.followers : undefined,
        deleted: [],
        references: this.discussions.flatMap(({ references }) => references),
        about: feed.postId === null ? null : (this.discussions.find(({ post }) => post !== null)?.post ?? null),
        commentCount,
        shows: { kind: isWhole ? 'whole' : 'part' },
        platform: platform.name,
      } satisfies Brought,
      retryAfterAt: null,
      maxAgeSeconds: first.maxAgeSeconds,
    };
  }

  private inWords(platform: Platform, posts: readonly Post[]): string {
    const warnings: Warning[] = this.discussions.flatMap((discussion) => discussion.warnings);
    const requests = this.visited === 1 ? 'one request' : `${this.visited} requests`;
    const cut = this.isCut ? ['Not all of it could be read.'] : [];
    const said = `${platform.label}: ${posts.length} ${posts.length === 1 ? 'message' : 'messages'} in ${requests}.`;
    const closed = this.refusal ? [this.refusal.message] : [];
    return [said, ...cut, ...closed, ...new Set(this.troubles), ...new Set(warnings.map(({ message }) => message))].join(' ');
  }
}

/** What no answer means here is more than for a feed: the thread keeps what it has, and its own feed goes on. */
function judgeOf(outcome: Exclude<FetchOutcome, Modified>, platform: Platform, ask: Ask): Verdict {
  const verdict = judge(outcome);
  if (verdict.result !== 'failed') return verdict;
  const { what, remedy } = saidOf(outcome, ask);
  return { ...verdict, message: [`${platform.label}: ${what}`, 'The thread keeps what it has.', ...remedy].join(' ') };
}

function saidOf(outcome: Exclude<FetchOutcome, Modified>, { url, credential }: Ask): { what: string; remedy: string[] } {
  const { host } = new URL(url);
  if (outcome.kind === 'gone') return { what: `${host} says that this discussion is gone for good (410).`, remedy: [] };
  if (outcome.kind !== 'refused') return { what: outcome.message, remedy: [] };
  const { status, reason } = outcome;
  if (reason === 'missing') {
    return {
      what: `${host} shows no discussion at this address (404): the post was removed, or its site keeps the API closed.`,
      remedy: [],
    };
  }
  if (reason !== 'denied') return { what: outcome.message, remedy: [] };
  if (credential !== null) {
    return {
      what: `${host} does not accept the credential (${status}).`,
      remedy: ['It may have expired, or not allow this: store another.'],
    };
  }
  return {
    what: `${host} does not answer strangers (${status}).`,
    remedy: [`With an account there, store its token by: hustings credentials set ${host}`],
  };
}

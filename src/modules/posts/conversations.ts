import { Injectable } from '@nestjs/common';
import { type CrossLink, HUB_LINKS_MAX, joiningLinks, joinThreads, type LinkEnd } from '../../feeds/conversations.js';
import { pageKey } from '../../feeds/urls.js';
import { CopiesQuery } from './copies.query.js';
import { LinkbacksQuery } from './linkbacks.query.js';
import { type BearerRow, type KeyWeight, type LinkRow, LINKS_MAX, LINKS_TO_ONE_MAX, LinksQuery } from './links.query.js';

/** What one page can show, and what a reader can follow. */
export const THREADS_MAX = 30;
/** From a thread to those that it touches, to those that they touch, and so on. */
export const ROUNDS_MAX = 6;

export interface Reach {
  /** Ascending; the thread that was asked for is always among them. */
  threadIds: number[];
  links: CrossLink[];
  /** The threads that begin with the same words as others, with the earliest of those. */
  copies: ReadonlyMap<number, number>;
  /** Links of these threads to pages that we do not have. */
  beyond: LinkRow[];
  /** There is more than was looked at. */
  isCut: boolean;
}

/** Finds the threads that are joined to one, wherever they are. What joins is decided in `feeds/conversations.ts`; here it is looked up. */
@Injectable()
export class Conversations {
  constructor(
    private readonly links: LinksQuery,
    private readonly linkbacks: LinkbacksQuery,
    private readonly copies: CopiesQuery,
  ) {}

  async around(threadId: number): Promise<Reach> {
    const search = new Search(this.links, this.linkbacks);
    const [threadIds, copies] = [new Set([threadId]), new Map<number, number>()];
    let [frontier, isCut] = [[threadId], false];
    for (let round = 0; round < ROUNDS_MAX && frontier.length > 0; round++) {
      const isLimited = await search.lookAround(frontier);
      for (const [id, leaderId] of await this.copies.membersOf(frontier)) copies.set(id, leaderId);
      const found = [...new Set([...neighbours(search.joining(), threadIds), ...copies.keys()])].filter((id) => !threadIds.has(id));
      // Smallest first, so that what is cut does not depend on chance.
      found.sort((a, b) => a - b);
      frontier = found.slice(0, THREADS_MAX - threadIds.size);
      isCut ||= isLimited || frontier.length < found.length;
      for (const id of frontier) threadIds.add(id);
    }
    // Whom the last ones touch was not looked at any more.
    isCut ||= frontier.length > 0;
    const [conversation] = joinThreads([...threadIds], search.joining(), [...copies]).filter((each) => each.threadIds.includes(threadId));
    return { threadIds: conversation?.threadIds ?? [threadId], links: conversation?.links ?? [], copies, beyond: search.beyond(), isCut };
  }

  /** How far the conversation of a thread reaches beyond its own site, and under which number it stands. */
  async beyond(threadId: number): Promise<{ sites: number; canonicalId: number }> {
    const reach = await this.around(threadId);
    const sources = (own: boolean) =>
      reach.links
        .flatMap(({ from, to }) => [from, to])
        .filter((end) => (end.threadId === threadId) === own)
        .map(({ sourceId }) => sourceId);
    const home = new Set(sources(true));
    return { sites: new Set(sources(false).filter((id) => !home.has(id))).size, canonicalId: canonicalId(reach, threadId) };
  }
}

/**
 * The thread after which a conversation is named: its smallest. One that was cut has no one name for all its threads: each shows its own
 * neighbourhood.
 */
export function canonicalId({ threadIds, isCut }: Reach, threadId: number): number {
  return isCut ? threadId : Math.min(...threadIds);
}

/** The threads at the other ends of the links. */
function neighbours(links: readonly CrossLink[], inside: ReadonlySet<number>): number[] {
  const found = new Set<number>();
  for (const { from, to } of links) {
    if (inside.has(from.threadId) && !inside.has(to.threadId)) found.add(to.threadId);
    if (inside.has(to.threadId) && !inside.has(from.threadId)) found.add(from.threadId);
  }
  return [...found];
}

/** What one search has seen so far: every address is weighed and read once. */
class Search {
  private readonly weights = new Map<string, KeyWeight>();
  private readonly bearers = new Map<string, BearerRow[]>();
  private readonly read = new Set<string>();
  private readonly left: LinkRow[] = [];
  private readonly found: CrossLink[] = [];
  private readonly askedPosts = new Set<number>();

  constructor(
    private readonly links: LinksQuery,
    private readonly linkbacks: LinkbacksQuery,
  ) {}

  /** Reads what leads from and to these threads. True where a limit was reached. */
  async lookAround(threadIds: number[]): Promise<boolean> {
    const [leaving, linked, anchored, listed, here] = await Promise.all([
      this.links.leaving(threadIds),
      this.links.linkedKeys(threadIds),
      this.links.anchoredKeys(threadIds),
      this.linkbacks.targetsOf(threadIds),
      this.linkbacks.listedIn(threadIds),
    ]);
    this.left.push(...leaving);
    const keys = [...leaving.map(({ key }) => key), ...linked, ...anchored, ...listed.flatMap(({ key }) => key ?? [])];
    await this.weigh(keys);
    await this.findBearers(keys);
    await this.readLinks(keys);
    await this.readLinkbacks([...here, ...listed.map(({ postId }) => postId), ...keys.flatMap((key) => this.bearersOf(key))]);
    return [leaving, linked, anchored, listed, here].some((rows) => rows.length === LINKS_MAX);
  }

  joining(): CrossLink[] {
    return joiningLinks(this.found);
  }

  /** Links to pages that nobody here has, nor so many name that they must be a landmark. */
  beyond(): LinkRow[] {
    return this.left.filter(({ key }) => this.addressOf(key) === null && (this.weights.get(key)?.links ?? 0) <= HUB_LINKS_MAX);
  }

  private async weigh(keys: string[]): Promise<void> {
    const wanted = unique(keys.flatMap((key) => [key, pageKey(key) ?? key])).filter((key) => !this.weights.has(key));
    if (wanted.length === 0) return;
    for (const weight of await this.links.weigh(wanted)) this.weights.set(weight.key, weight);
  }

  /** The address under which a link finds a message of ours: its own, or that of the page on which a comment stands that we do not have. */
  private addressOf(key: string): string | null {
    const own = this.weights.get(key);
    if (own && own.posts + own.comments > 0) return key;
    const page = pageKey(key);
    return page !== null && (this.weights.get(page)?.posts ?? 0) > 0 ? page : null;
  }

  private async findBearers(keys: string[]): Promise<void> {
    const addresses = unique(keys.flatMap((key) => this.addressOf(key) ?? [])).filter((key) => !this.bearers.has(key));
    if (addresses.length === 0) return;
    const isPost = (key: string) => (this.weights.get(key)?.posts ?? 0) > 0;
    const rows = await this.links.bearers(
      addresses.filter(isPost),
      addresses.filter((key) => !isPost(key)),
    );
    for (const key of addresses) this.bearers.set(key, []);
    for (const row of rows) this.bearers.get(row.key)?.push(row);
  }

  private async readLinks(keys: string[]): Promise<void> {
    const wanted = unique(keys).filter(
      (key) => !this.read.has(key) && this.addressOf(key) !== null && (this.weights.get(key)?.links ?? 0) <= LINKS_TO_ONE_MAX,
    );
    if (wanted.length === 0) return;
    for (const key of wanted) this.read.add(key);
    for (const row of await this.links.leadingTo(wanted)) {
      const { key, text, position, postId, threadId, sourceId, at } = row;
      for (const to of this.messagesAt(key)) this.found.push({ from: { postId, threadId, sourceId, at }, to, key, text, position });
    }
  }

  /** A post is linked to by the address in a body, and by what its publisher lists: whoever counts the links to it must know both. */
  private async readLinkbacks(postIds: number[]): Promise<void> {
    const wanted = unique(postIds).filter((id) => !this.askedPosts.has(id));
    if (wanted.length === 0) return;
    for (const id of wanted) this.askedPosts.add(id);
    this.found.push(...(await this.linkbacks.leadingTo(wanted)));
  }

  private bearersOf(key: string): number[] {
    return (this.bearers.get(this.addressOf(key) ?? '') ?? []).map(({ postId }) => postId);
  }

  /** One message a thread: the same page may have reached us through two sources, and then it is linked to in both. */
  private messagesAt(key: string): LinkEnd[] {
    const rows = this.bearers.get(this.addressOf(key) ?? '') ?? [];
    return [...new Map([...rows].sort((a, b) => b.postId - a.postId).map((row) => [row.threadId, row])).values()];
  }
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}

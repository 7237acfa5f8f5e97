import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Ask, Platform, PlatformDocument } from '../../feeds/platform.js';
import type { Post } from '../../feeds/types.js';

/** Less than this is a guess that a plain reading of the document would beat. */
const SURE_ENOUGH = 0.5;

/** An address that a platform's reader understands, where the comments of a post may be read. */
export interface DiscussionAddress {
  url: string;
  /** The platform; null where the address is that of an ordinary feed. */
  reader: string | null;
}

/** A page of a site of which nobody knows what it runs on: whichever reader recognises it reads it. */
export const ANY_PAGE: Platform = {
  name: 'page',
  label: 'The page',
  offers: 'What any page marks as its comments.',
  credential: null,
  rate: null,
  recognise: () => 0,
  asks: ({ url, commentsUrl }) => {
    const page = (commentsUrl ?? url ?? '').replace(/#.*$/s, '');
    return /^https?:\/\//.test(page) ? [{ url: page, accept: 'html', credential: null }] : [];
  },
  read: () => null,
};

/** Every platform that there is a file for. A new one touches no other file. */
@Injectable()
export class Platforms implements OnModuleInit {
  private all: Platform[] = [];

  async onModuleInit(): Promise<void> {
    this.all = await loadPlatforms();
  }

  named(name: string): Platform | null {
    return name === ANY_PAGE.name ? ANY_PAGE : (this.all.find((platform) => platform.name === name) ?? null);
  }

  /**
   * Where a platform shows the discussion of a post, in a document that we have a reader for or as a feed. Where nobody knows what a site runs on,
   * the page of a post is looked at if its publisher tells of comments and gives no feed of them.
   */
  discussionOf(name: string, post: Post): DiscussionAddress | null {
    const tellsOfComments = post.commentsFeedUrl === null && (post.commentsUrl !== null || (post.commentCount ?? 0) > 0);
    const platform = this.named(name) ?? (tellsOfComments ? ANY_PAGE : null);
    const [ask] = post.kind === 'post' ? (platform?.asks(post) ?? []) : [];
    return platform && ask ? { url: ask.url, reader: ask.accept === 'feed' ? null : platform.name } : null;
  }

  /** The platform whose account or community an address shows, as the address alone tells, and what to ask for what it says. */
  accountAt(url: string): { platform: Platform; ask: Ask } | null {
    for (const platform of this.all) {
      const [ask] = platform.recognise({ url, document: null }) === 1 ? (platform.follow?.(url) ?? []) : [];
      if (ask) return { platform, ask };
    }
    return null;
  }

  /** Whose document this is: the surest first, none that only guesses. */
  of(document: PlatformDocument): Platform[] {
    return recognised(this.all, document);
  }
}

/** The platforms whose document this may be, the surest first. */
export function recognised(platforms: readonly Platform[], document: PlatformDocument, sureEnough = SURE_ENOUGH): Platform[] {
  return platforms
    .map((platform) => ({ platform, sure: platform.recognise({ url: document.url, document }) }))
    .filter(({ sure }) => sure >= sureEnough)
    .sort((a, b) => b.sure - a.sure)
    .map(({ platform }) => platform);
}

/** Reads the folder: a file there is a platform. */
export async function loadPlatforms(): Promise<Platform[]> {
  const folder = new URL('../../feeds/platforms/', import.meta.url);
  const files = (await readdir(fileURLToPath(folder))).filter((file) => /^[\w-]+\.(js|ts)$/.test(file)).sort();
  const platforms: Platform[] = [];
  for (const file of files) {
    const module = (await import(new URL(file, folder).href)) as Record<string, Platform>;
    platforms.push(...Object.values(module).filter((value) => typeof value === 'object' && 'recognise' in value));
  }
  return platforms;
}

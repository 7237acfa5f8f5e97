import slugify from '@sindresorhus/slugify';
import { type EntityManager } from 'typeorm';
import { isOneOf, selectMany } from '../database/bulk.js';
import { SourceEntity } from './source.entity.js';

const SLUG_LENGTH_MAX = 60;
/** Numbers that are looked up together where a name is taken. */
const NUMBERS_AT_ONCE = 50;

/** Readable names for addresses; a number tells two of a title apart. One for all titles of a list: what it has given is taken. */
export class Slugs {
  private readonly taken = new Set<string>();

  constructor(private readonly manager: EntityManager) {}

  async free(titles: readonly string[]): Promise<string[]> {
    const slugs = titles.map(slugOf);
    await this.lookUp(slugs);
    const free: string[] = [];
    for (const slug of slugs) free.push(await this.numbered(slug));
    return free;
  }

  private async numbered(slug: string): Promise<string> {
    for (let from = 1; ; from += NUMBERS_AT_ONCE) {
      const candidates = Array.from({ length: NUMBERS_AT_ONCE }, (_, index) => (from + index === 1 ? slug : `${slug}-${from + index}`));
      if (this.taken.has(slug)) await this.lookUp(candidates);
      const free = candidates.find((candidate) => !this.taken.has(candidate));
      if (free === undefined) continue;
      this.taken.add(free);
      return free;
    }
  }

  private async lookUp(slugs: string[]): Promise<void> {
    for (const { slug } of await selectMany(this.manager, SourceEntity, isOneOf(this.manager, 'slug'), [slugs], ['slug']))
      this.taken.add(slug);
  }
}

function slugOf(title: string): string {
  return slugify(title).slice(0, SLUG_LENGTH_MAX).replace(/-+$/, '') || 'source';
}

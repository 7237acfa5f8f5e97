import { canonicalUrl } from '../../feeds/urls.js';
import { accountAt, accountKey } from '../mentions/accounts.js';
import type { Handle, Validity } from '../mentions/watched.js';

/** Where an entity speaks itself. */
export interface Owner {
  urls: readonly string[];
  handles: readonly Handle[];
}

const ALWAYS: Validity = { from: null, until: null };

/**
 * The days on which a site is an entity's own: all, where it stands at one of its addresses; else those on which it held the account that the site is.
 * Empty where it never was.
 */
export function termsAt(siteUrl: string | null, { urls, handles }: Owner): Validity[] {
  const site = canonicalUrl(siteUrl);
  if (siteUrl === null || site === null) return [];
  if (urls.some((url) => canonicalUrl(url) === site)) return [ALWAYS];
  const account = accountAt(siteUrl);
  return account === null ? [] : handles.filter(({ platform, name }) => accountKey(platform, name) === account);
}

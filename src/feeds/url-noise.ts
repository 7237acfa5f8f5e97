/**
 * What an address may carry without naming another page. Everything that is not listed here is identity: `?p=44`, `?id=7` and `?f=2&t=9`
 * are how many systems name their pages. The lists are ours, put together from the documentation of the tools that add these parameters.
 */

/** Prefixes of campaign tags: Google, BBC and Piano (`at_`), Comscore (`ns_`), Mailchimp, Matomo and Piwik, HubSpot, Vero. */
const TRACKING_PREFIX = /^(?:utm|at|ns|mc|mtm|pk|piwik|hsa|vero)_/;

/** Click identifiers and campaign marks that have one fixed name each. */
const TRACKING_NAMES = new Set(
  (
    'fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh epik li_fat_id mkt_tok ' +
    'ref_src ref_url cmp cmpid icid ito smid ncid s_cid xtor ftag _hsenc _hsmi __hssc __hstc hsctatracking ' +
    '_ga _gl _openstat __twitter_impression amp_js_v amp_gsa amp_r amp_tf __amp_source_origin usqp oly_enc_id oly_anon_id guccounter guce_referrer guce_referrer_sig trk wt_mc'
  ).split(' '),
);

/**
 * Parameters of blog systems that show the same page: where a comment form points (`replytocom`), which comment to scroll to
 * (`showcomment`), a mobile or AMP view, a preloading or redirect switch, a share button. Where the name alone might be identity
 * elsewhere, the value must fit too.
 */
const VIEW_PARAMETERS = new Map<string, RegExp>([
  ['replytocom', /^/],
  ['showcomment', /^/],
  ['no_prefetch', /^/],
  ['no_redirect', /^/],
  ['amp', /^(?:1|true)?$/i],
  ['outputtype', /^amp$/i],
  ['m', /^[01]$/],
  ['share', /^(?:facebook|x|twitter|linkedin|reddit|pinterest|tumblr|pocket|telegram|email|jetpack-whatsapp|mastodon|bluesky)$/i],
]);

/** TypePad pages end in `.html` and name a comment as `?cid=106570178` or `?cid=6a00…`; elsewhere `cid` may name the page itself. */
const TYPEPAD_COMMENT_ID = /^(?:6a0[0-9a-f]+|\d{6,})$/i;

/** True where the parameter `name=value` on a page at `path` tracks the reader or chooses a view, and does not name the page. */
export function isNoiseParameter(name: string, value: string, path: string): boolean {
  const lower = name.toLowerCase();
  if (TRACKING_PREFIX.test(lower) || TRACKING_NAMES.has(lower)) return true;
  if (lower === 'cid') return path.endsWith('.html') && TYPEPAD_COMMENT_ID.test(value);
  return VIEW_PARAMETERS.get(lower)?.test(value) ?? false;
}

/**
 * Fragments that name one comment: `#comment-12` (WordPress), `#comment-6a00…` (TypePad), `#c123` (Blogger, TypePad), `#li-comment-12`
 * (WordPress themes), `#issuecomment-9` (GitHub), `#comment72157…` (Flickr).
 */
const COMMENT_FRAGMENT = /^(?:(?:li-|div-|issue|discussion)?comment[-_]?(?:6a0[0-9a-f]+|\d+)|(?:c|cmt|reply)[-_]?\d+)$/i;

/** Wrappers that WordPress themes put around the same comment number. */
const COMMENT_WRAPPER = /^(?:li|div)-(?=comment)/i;

/**
 * Fragments that name one message of a page of many: `#p12` and `#post-31` in forums, `#74939` and `#a001234` in the blogs of 2002, whose
 * permalinks were places on an archive page.
 */
const MESSAGE_FRAGMENT = /^(?:\d{3,}|(?:a|e|p|id|msg|post|entry|item)[-_]?\d+)$/i;

/**
 * The fragment as identity: the comment or message that it names, a hash-bang route, or nothing. `#comments`, `#respond`,
 * `#disqus_thread`, `#more-12` and section anchors all lead to the page itself.
 *
 * @param fragment what stands after `#`, still escaped
 */
export function identityFragment(fragment: string): string {
  if (COMMENT_FRAGMENT.test(fragment)) return fragment.replace(COMMENT_WRAPPER, '').toLowerCase();
  if (MESSAGE_FRAGMENT.test(fragment)) return fragment.toLowerCase();
  return fragment.startsWith('!/') ? fragment : '';
}

/** True where an address names one comment on a page by its fragment. */
export function namesComment(url: string | null | undefined): boolean {
  const hash = url?.indexOf('#') ?? -1;
  return hash >= 0 && COMMENT_FRAGMENT.test((url ?? '').slice(hash + 1));
}

/** The path without comment paging, AMP suffix and the slash at its end: one page has one path. */
export function identityPath(path: string): string {
  let rest = path;
  for (;;) {
    const shorter = rest.replace(/(?:\/comment-page-\d+|\/amp)?\/*$/i, '');
    if (shorter === rest) return rest === '' ? '/' : rest;
    rest = shorter;
  }
}

const STATUS_HOST = /^(?:(?:www\.|mobile\.|m\.)?(?:twitter|x)\.com|nitter\.[^/]+|xcancel\.com)$/;
const STATUS_PATH = /^\/(?:[^/]+|i\/web)\/status(?:es)?\/(\d+)(?:\/|$)/;

/** The number of a Twitter or X status, whichever of its hosts and mirrors the address uses; null for any other page. */
export function statusNumber(host: string, path: string): string | null {
  return STATUS_HOST.test(host) ? (STATUS_PATH.exec(path)?.[1] ?? null) : null;
}

const AMP_CACHE_HOST = /(?:^|\.)cdn\.ampproject\.org$|(?:^|\.)bing-amp\.com$/;

/** The address within an address of an AMP cache or viewer, or null: `cdn.ampproject.org/c/s/HOST/PATH`, `google.com/amp/s/HOST/PATH`. */
export function behindAmpCache(host: string, path: string): string | null {
  const match = AMP_CACHE_HOST.test(host)
    ? /^\/[a-z]{1,2}\/(s\/)?([^/]+\.[^/]+.*)$/.exec(path)
    : /^(?:www\.)?google\.[a-z.]+$/.test(host)
      ? /^\/amp\/(s\/)?([^/]+\.[^/]+.*)$/.exec(path)
      : null;
  return match ? `${match[1] ? 'https' : 'http'}://${match[2]}` : null;
}

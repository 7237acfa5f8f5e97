/** Addresses that lead to a page and are not its own: what only asking tells. And what a page calls its own address. */
import { Parser } from 'htmlparser2';
import { absoluteUrl } from './urls.js';

/** Hosts on which every address leads elsewhere. The list is ours: those that people used in posts since 2006, alive or not. */
const SHORTENERS = new Set(
  (
    't.co bit.ly j.mp tinyurl.com ow.ly is.gd v.gd goo.gl wp.me dlvr.it trib.al ift.tt buff.ly lnkd.in fb.me tr.im cli.gs snipurl.com snurl.com ' +
    'su.pr twurl.nl tiny.cc cutt.ly rebrand.ly shar.es po.st t.cn bbc.in gu.com nyti.ms econ.st on.ft.com reut.rs wapo.st feedproxy.google.com'
  ).split(' '),
);

/** FeedBurner's redirectors, beside its feeds on the same host. */
const FEED_REDIRECTOR = /^(?:feeds\d*\.feedburner\.com|rss\.feedsportal\.com|feeds\.[a-z-]+\.[a-z.]+)$/;

/** `?p=44`, `?page_id=7`: WordPress answers with a redirect, or with a page that names its permalink. */
const NUMBERED = /[?&](?:p|page_id)=\d+(?:&|$)/;

/** AMP views whose page the address alone does not tell: `/news/amp/123`, `/amp/2020/a`, `/a.amp`, `/a.amp.html`. */
const AMP = /^\/amp\/.|\/amp\/|\.amp(?:\.html?)?$/i;

/** A canonical address in its parts: taken apart a hundred times as fast as by the URL parser, for every link that arrives. */
const PARTS = /^https:\/\/([^/?#:]+)(?::\d+)?([^?#]*)(\?[^#]*)?/;

/**
 * True where an address looks as if its page had another.
 *
 * In: an address in its canonical form. Out: whether it is a number of WordPress, an AMP view, or an address of a shortener or redirector.
 */
export function isIndirect(key: string): boolean {
  const [, host = '', path = '', query = ''] = PARTS.exec(key) ?? [];
  if (SHORTENERS.has(host)) return path.length > 1;
  if (FEED_REDIRECTOR.test(host)) return path.includes('/~r/') || path.includes('/~3/');
  return (query !== '' && NUMBERED.test(query)) || AMP.test(path) || host.endsWith('.ampproject.org');
}

/** True for an address that is a site's front page, which is the address of no post. */
export function isFrontPage(key: string): boolean {
  const [whole, , path = '', query = ''] = PARTS.exec(key) ?? [];
  return whole !== undefined && query === '' && /^\/(?:index\.\w+|home)?$/.test(path);
}

const GATE_PATH = /\/(?:wp-login\.php|log-?in|sign-?in|register|consent|cookies?|privacy|subscribe|paywall|captcha|error|404)(?:[/.]|$)/i;
const GATE_HOST = /^(?:consent|login|accounts?|auth|sso)\./;

/** True for an address where one is asked for a name or for leave: whoever was sent there has not found the page. */
export function isGate(key: string): boolean {
  const [, host = '', path = ''] = PARTS.exec(key) ?? [];
  return GATE_PATH.test(path) || GATE_HOST.test(host);
}

/**
 * The address that a page gives as its own.
 *
 * In: HTML, however broken, and where it was found. Out: `rel="canonical"` of its head, else `og:url`; null where it gives neither. Never throws.
 */
export function canonicalIn(html: string, url: string): string | null {
  let [base, canonical, shared]: [string | null, string | null, string | null] = [null, null, null];
  const parser = new Parser({
    onopentag(name, { href, rel = '', property, content }) {
      if (name === 'base') base ??= absoluteUrl(href, url);
      if (name === 'link' && /(?:^|\s)canonical(?:\s|$)/i.test(rel)) canonical ??= absoluteUrl(href, base ?? url);
      if (name === 'meta' && property?.toLowerCase() === 'og:url') shared ??= absoluteUrl(content, base ?? url);
      // In the body stand other people's words.
      if (name === 'body') parser.pause();
    },
  });
  parser.write(html);
  return canonical ?? shared;
}

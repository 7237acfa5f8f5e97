import type { Affiliation } from '../sources/source.entity.js';
import type { Offer } from './offer.js';

const BY_HOST: [pattern: RegExp, affiliation: Affiliation][] = [
  [/(?:^|\.)parliament\.uk$|(?:^|\.)(?:parliament\.scot|senedd\.wales|niassembly\.gov\.uk)$/, 'parliament'],
  [
    /(?:^|\.)(?:blog|service|cabinetoffice|nationalarchives|number10|hm-treasury|fco)\.gov\.uk$|^(?:www\.)?gov\.uk$|^(?:www\.)?gov\.(?:scot|wales)$/,
    'civil-service',
  ],
  [
    /(?:^|\.)(?:labour\.org\.uk|conservatives\.com|libdems\.org\.uk|greenparty\.org\.uk|snp\.org|partyof\.wales|reformparty\.uk|dup\.org\.uk|sinnfein\.ie|mydup\.com)$/,
    'party',
  ],
  [
    /(?:^|\.)(?:bbc\.co\.uk|bbci\.co\.uk|theguardian\.com|telegraph\.co\.uk|thetimes\.com|independent\.co\.uk|sky\.com|channel4\.com|ft\.com|economist\.com)$/,
    'media',
  ],
];

/** Whose voice a source may be, as its address and title tell; null where they tell nothing. A guess, for somebody who looks at it. */
export function guessVoice(url: string, title: string): Affiliation | null {
  const { hostname } = new URL(url);
  const known = BY_HOST.find(([pattern]) => pattern.test(hostname))?.[1];
  if (known) return known;
  const isGovernment = /(?:^|\.)gov(?:\.[a-z]{2,3})?$/.test(hostname);
  if (isGovernment) return /council|borough|county|city of/i.test(title) ? 'local-government' : 'civil-service';
  return null;
}

/** Of what was found at an address. */
export function voiceOf({ title, siteUrl, feeds }: Pick<Offer, 'title' | 'siteUrl' | 'feeds'>): Affiliation | null {
  const url = siteUrl ?? feeds[0]?.url;
  return url === undefined ? null : guessVoice(url, title);
}

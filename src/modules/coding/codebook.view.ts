import type { PageFrame } from '../pages/page.view.js';
import { countOf, formatNumber } from '../pages/words.js';
import { markOf } from '../sources/affiliation.view.js';
import type { Affiliation } from '../sources/source.entity.js';
import type { CodeAgreement, PairAgreement } from './agreement.js';
import type { CodeEntity } from './code.entity.js';
import { fixed, percent } from './coding.text.js';
import { givenOf } from './given.js';
import type { CoderRow, GivenRow } from './judgements.query.js';
import { LEAST_POSTS } from './kappa.js';

interface Link {
  text: string;
  href: string;
}

export interface CodebookView {
  page: PageFrame;
  firstRun: null;
  /** Whoever asks may change the book. */
  mayChange: boolean;
  codes: {
    slug: string;
    label: string;
    definition: string | null;
    example: string | null;
    isRetired: boolean;
    searchHref: string;
    /** Null where nobody gave it yet. */
    given: Link | null;
    voices: Link[];
  }[];
  coders: { name: string; judged: Link; uncoded: Link | null; latestAt: Date; deskHref: string }[];
  /** Null until there are two coders. */
  pair: PairView | null;
}

interface PairView {
  first: string;
  second: string;
  firsts: { key: string; name: string; isChosen: boolean }[];
  seconds: { key: string; name: string; isChosen: boolean }[];
  isOne: boolean;
  judged: Link;
  same: Link;
  different: Link;
  /** `62 %, 48 % to 74 %`; null where there is too little to say. */
  sameShare: string | null;
  leastPosts: number;
  codes: {
    slug: string;
    label: string;
    kappa: string | null;
    interval: string | null;
    lacking: string | null;
    agreed: string;
    agreedHref: string;
    byFirst: string;
    bySecond: string;
    onlyFirst: Link;
    onlySecond: Link;
    both: Link;
  }[];
}

/** Two coders who are compared. */
export interface Pair {
  first: CoderRow;
  second: CoderRow;
  agreement: PairAgreement;
}

export interface CodebookFacts {
  codes: readonly CodeEntity[];
  given: readonly GivenRow[];
  coders: readonly CoderRow[];
  pair: Pair | null;
  mayChange: boolean;
}

export function codebookView({ codes, given, coders, pair, mayChange }: CodebookFacts): CodebookView {
  return {
    page: {
      title: 'Codebook',
      description: 'The codes that coders give to posts, how often each was given and by whose voice, and how far coders agree.',
      path: '/codebook',
      feeds: [],
      standalone: false,
    },
    firstRun: null,
    mayChange,
    codes: codes.map((code) => {
      const { posts, rows } = givenOf(code.id, given);
      return {
        slug: code.slug,
        label: code.label,
        definition: code.definition,
        example: code.example,
        isRetired: code.retiredAt !== null,
        searchHref: `/search?${new URLSearchParams({ q: `tag:${code.slug}` }).toString()}`,
        given: posts === 0 ? null : { text: countOf(posts, 'post', 'posts'), href: listHref(`given/${code.slug}`) },
        voices: rows.map(({ voice, posts }) => ({
          text: `${voiceLabel(voice)} ${formatNumber(posts)}`,
          href: listHref(`given/${code.slug}/${voice ?? OTHERS}`),
        })),
      };
    }),
    coders: coders.map(({ key, name, posts, uncoded, latestAt }) => ({
      name,
      judged: { text: countOf(posts, 'post', 'posts'), href: listHref('judged', { coder: key }) },
      uncoded: uncoded === 0 ? null : { text: `${formatNumber(uncoded)} without a code`, href: listHref('uncoded', { coder: key }) },
      latestAt: new Date(latestAt),
      deskHref: `/coding?${new URLSearchParams({ coder: name }).toString()}`,
    })),
    pair: pair && pairView(pair, coders),
  };
}

/** What no source says itself: readers' comments, mostly. */
export const OTHERS = 'others' as const;

export function voiceLabel(voice: Affiliation | null): string {
  return voice === null ? 'Readers and others' : markOf(voice).label;
}

/** The address of the posts that a figure of the codebook counts. */
export function listHref(list: string, more: Record<string, string> = {}): string {
  return `/codebook/posts?${new URLSearchParams({ list, ...more }).toString()}`;
}

function pairView({ first, second, agreement }: Pair, coders: readonly CoderRow[]): PairView {
  const hrefOf = (list: string) => listHref(list, { first: first.key, second: second.key });
  const { judged, same, different, sameInterval, codes } = agreement;
  const choices = (chosen: CoderRow) => coders.map(({ key, name }) => ({ key, name, isChosen: key === chosen.key }));
  return {
    first: first.name,
    second: second.name,
    firsts: choices(first),
    seconds: choices(second),
    isOne: first.key === second.key,
    judged: { text: countOf(judged.length, 'post', 'posts'), href: hrefOf('shared') },
    same: { text: countOf(same.length, 'post', 'posts'), href: hrefOf('same') },
    different: { text: countOf(different.length, 'post', 'posts'), href: hrefOf('different') },
    sameShare:
      sameInterval && `${percent(same.length / judged.length)}, ${percent(sameInterval.low)} to ${percent(sameInterval.high)} at 95 %`,
    leastPosts: LEAST_POSTS,
    codes: codes.map((code) => agreedView(code, first.name, second.name, hrefOf)),
  };
}

function agreedView(code: CodeAgreement, first: string, second: string, hrefOf: (list: string) => string): PairView['codes'][number] {
  const { slug, label, kappa, interval, lacking, posts, observed, given, postIds } = code;
  const agreed = postIds.both.length + postIds.neither.length;
  const share = (number: number) => (observed === null ? formatNumber(number) : `${formatNumber(number)} (${percent(number / posts)})`);
  return {
    slug,
    label,
    kappa: kappa === null ? null : fixed(kappa),
    interval: interval && `${fixed(interval.low)} to ${fixed(interval.high)}`,
    lacking,
    agreed: `${share(agreed)} of ${formatNumber(posts)}`,
    agreedHref: hrefOf(`agreed/${slug}`),
    byFirst: share(given[0]),
    bySecond: share(given[1]),
    both: { text: `${formatNumber(postIds.both.length)} by both`, href: hrefOf(`both/${slug}`) },
    onlyFirst: { text: `${formatNumber(postIds.onlyFirst.length)} by ${first} alone`, href: hrefOf(`first/${slug}`) },
    onlySecond: { text: `${formatNumber(postIds.onlySecond.length)} by ${second} alone`, href: hrefOf(`second/${slug}`) },
  };
}

/** In the order of the affiliations; readers last. */

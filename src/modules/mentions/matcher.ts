import { AhoCorasick } from '@monyone/aho-corasick/fast';
import { canonicalUrl } from '../../feeds/urls.js';
import { accountAt, accountKey, PLATFORMS_WITH_HANDLES, prefixesOf } from './accounts.js';
import { Exclusions } from './exclusions.js';
import { addTo } from './grouped.js';
import { quotationsIn } from './quotations.js';
import type { Passage } from './passage.js';
import { roleOf } from './roles.js';
import { type Token, tokenise } from './tokens.js';
import { Vocabulary } from './vocabulary.js';
import { type Field, type Found, isValidOn, type Readable, type Validity, type Watched } from './watched.js';

/** One way in which an entity is found. */
interface Pattern extends Validity {
  entityId: number;
  /** As the catalogue writes it. */
  alias: string;
  /** The words with their case, where case matters. */
  exact: string[] | null;
  /** True for "Children, Schools and Families": commas may stand in it. */
  hasComma: boolean;
}

/** Tokens of a text that are one or more entities' names. */
interface Occurrence {
  start: number;
  end: number;
  patterns: Pattern[];
}

/** Who is meant by one mention, before its role is known. */
type Owner = Pick<Pattern, 'entityId' | 'alias'>;

/**
 * Finds all entities at once in time linear in the text: each word becomes one symbol, and an Aho–Corasick automaton over the words of all names
 * looks for them. So a match begins and ends with a word by construction, and costs the same for ten entities and ten thousand.
 */
export class Matcher {
  private readonly vocabulary = new Vocabulary();
  private readonly phrases = new Map<string, Pattern[]>();
  private readonly accounts = new Map<string, Pattern[]>();
  private readonly handles = new Map<string, Pattern[]>();
  private readonly hashtags = new Map<string, Pattern[]>();
  private readonly urls = new Map<string, Pattern[]>();
  private readonly exclusions = new Map<number, Exclusions>();
  private readonly validity = new Map<number, Validity>();
  private readonly width: 1 | 2;
  private readonly automaton: AhoCorasick | null;

  constructor(watched: readonly Watched[], narrowMax = NARROW_MAX) {
    const named: { pattern: Pattern; words: string[] }[] = [];
    for (const entity of watched) {
      this.validity.set(entity.id, entity);
      if (entity.excluding.length > 0) this.exclusions.set(entity.id, new Exclusions(entity.excluding));
      named.push(...namesOf(entity));
      this.addAddresses(entity);
    }
    for (const { words } of named) for (const word of words) this.vocabulary.add(word);
    this.width = this.vocabulary.size > narrowMax ? 2 : 1;
    for (const { pattern, words } of named) addTo(this.phrases, this.phraseOf(words), pattern);
    this.automaton = this.phrases.size > 0 ? new AhoCorasick([...this.phrases.keys()]) : null;
  }

  get isEmpty(): boolean {
    return this.validity.size === 0;
  }

  /** The mentions in a post: whom it answers, then those of the title, the text and the links, in the order of their places. */
  match(post: Readable): Found[] {
    if (this.isEmpty) return [];
    const title = this.find(post.title ?? '', '', 'title', post);
    const text = this.find(post.text, post.html, 'text', post);
    const all = [...this.findAnswered(post), ...title.found, ...text.found, ...this.findLinks(post, text.addresses)];
    const found = all.slice(0, MENTIONS_MAX);
    if (found.length === 0) return found;
    const ruledOut = new Set<number>();
    for (const id of new Set(found.map(({ entityId }) => entityId)))
      if (this.exclusions.get(id)?.forbidAll([...title.tokens, ...text.tokens])) ruledOut.add(id);
    return ruledOut.size === 0 ? found : found.filter(({ entityId }) => !ruledOut.has(entityId));
  }

  /** The entities that wrote a post. */
  speakersOf({ speakerUrls, day }: Readable): number[] {
    return this.atUrls(speakerUrls, day).map(({ entityId }) => entityId);
  }

  private find(text: string, html: string, field: Field, post: Readable): { tokens: Token[]; found: Found[]; addresses: Set<string> } {
    const tokens = tokenise(text);
    const addresses = new Set<string>();
    const occurrences = this.occurrencesIn(tokens, post, addresses);
    if (occurrences.length === 0) return { tokens, found: [], addresses };
    const passage: Passage = { text, tokens, quotations: quotationsIn(text, html) };
    const found = occurrences.flatMap(({ start: opening, end, patterns }) => {
      // An alias may ask for its article ("the treasury"); the mention is of what stands behind it.
      const start = tokens[opening]?.folded === 'the' && end > opening + 1 ? opening + 1 : opening;
      const owners = distinct(patterns).filter(({ entityId }) => !this.exclusions.get(entityId)?.forbid(tokens, start, end));
      if (owners.length === 0) return [];
      const role = roleOf(passage, start, end);
      const place = { field, position: 0, start: tokens[start]!.start, end: tokens[end - 1]!.end };
      return owners.map((owner) => ({ ...owner, role, ...place }));
    });
    return { tokens, found, addresses };
  }

  /** The longest names, which do not overlap, in their order; with the handles, hashtags and addresses between them. */
  private occurrencesIn(tokens: readonly Token[], post: Readable, addresses: Set<string>): Occurrence[] {
    const found = this.namesIn(tokens, post.day);
    tokens.forEach((token, start) => {
      if (token.kind === 'word') return;
      const patterns = this.markedBy(token, post.platform, addresses).filter((pattern) => this.isValid(pattern, post.day));
      if (patterns.length > 0) found.push({ start, end: start + 1, patterns });
    });
    return found.sort((a, b) => a.start - b.start);
  }

  private namesIn(tokens: readonly Token[], day: string): Occurrence[] {
    const spans = new Map<number, Occurrence[]>();
    for (const { begin, end, keyword } of this.search(tokens)) {
      const patterns = (this.phrases.get(keyword) ?? []).filter(
        (pattern) => isWritten(pattern, tokens, begin, end) && this.isValid(pattern, day),
      );
      if (patterns.length > 0) addTo(spans, end - begin, { start: begin, end, patterns });
    }
    const taken = new Uint8Array(tokens.length);
    const longestFirst = [...spans].sort(([a], [b]) => b - a).flatMap(([, occurrences]) => occurrences);
    return longestFirst.filter(({ start, end }) => {
      if (taken.subarray(start, end).includes(1)) return false;
      taken.fill(1, start, end);
      return true;
    });
  }

  private search(tokens: readonly Token[]): { begin: number; end: number; keyword: string }[] {
    if (!this.automaton) return [];
    const symbols = new Uint16Array(tokens.length * this.width);
    let isKnown = false;
    tokens.forEach(({ kind, folded }, index) => {
      const symbol = kind === 'word' ? this.vocabulary.numberOf(folded) : undefined;
      if (symbol === undefined) return;
      isKnown = true;
      this.write(symbols, index, symbol);
    });
    if (!isKnown) return [];
    const found = this.automaton.matchInText(textOf(symbols));
    return this.width === 1 ? found : found.map(({ begin, end, keyword }) => ({ begin: begin / 2, end: end / 2, keyword }));
  }

  private phraseOf(words: readonly string[]): string {
    const symbols = new Uint16Array(words.length * this.width);
    words.forEach((word, index) => this.write(symbols, index, this.vocabulary.numberOf(word) ?? UNKNOWN));
    return textOf(symbols);
  }

  /** One UTF-16 unit for each word while they suffice, else two of different ranges, so that no match begins between them. */
  private write(symbols: Uint16Array, index: number, symbol: number): void {
    if (this.width === 1) symbols[index] = symbol;
    else symbols.set([symbol >>> 15, 0x8000 | (symbol & 0x7fff)], index * 2);
  }

  private markedBy(token: Token, platform: string, addresses: Set<string>): readonly Pattern[] {
    if (token.kind === 'hashtag') return this.hashtags.get(token.folded.slice(1)) ?? [];
    if (token.kind === 'handle') return this.bearersOf(token.folded.slice(1), platform);
    const key = canonicalUrl(/^https?:/i.test(token.exact) ? token.exact : `https://${token.exact}`);
    if (key !== null) addresses.add(key);
    return key === null ? [] : this.ownersOf(key);
  }

  /** An `@name` is an account of the platform that it is written on; on a blog it may be one of any platform. */
  private bearersOf(name: string, platform: string): readonly Pattern[] {
    for (const written of [name, name.replace(/[.-].*$/, '')]) {
      const found =
        written.includes('@') || !PLATFORMS_WITH_HANDLES.has(platform)
          ? this.handles.get(written)
          : this.accounts.get(accountKey(platform, written));
      if (found) return found;
    }
    return [];
  }

  private ownersOf(key: string): readonly Pattern[] {
    for (const prefix of prefixesOf(key)) {
      const found = this.urls.get(prefix);
      if (found) return found;
    }
    return [];
  }

  /** A link whose address the text spells out is one mention, and stands there. */
  private findLinks({ links, day }: Readable, spelt: ReadonlySet<string>): Found[] {
    return links.flatMap(({ position, url, key }) => {
      if (spelt.has(key)) return [];
      const account = accountAt(url);
      const patterns = [...this.ownersOf(key), ...(account === null ? [] : (this.accounts.get(account) ?? []))];
      return distinct(patterns.filter((pattern) => this.isValid(pattern, day))).map((owner) => ({
        ...owner,
        role: 'linked' as const,
        field: 'link' as const,
        position,
        start: 0,
        end: url.length,
      }));
    });
  }

  /** An answer speaks to whoever it answers, though it name nobody. */
  private findAnswered(post: Readable): Found[] {
    if (post.answeredUrls.length === 0) return [];
    const own = this.speakersOf(post);
    const owners = this.atUrls(post.answeredUrls, post.day).filter(({ entityId }) => !own.includes(entityId));
    return owners.map((owner) => ({ ...owner, role: 'addressed' as const, field: 'reply' as const, position: 0, start: 0, end: 0 }));
  }

  /** Whose account or page the addresses are. */
  private atUrls(urls: readonly string[], day: string): Owner[] {
    const patterns = urls.flatMap((url) => {
      const [key, account] = [canonicalUrl(url), accountAt(url)];
      return [...(account === null ? [] : (this.accounts.get(account) ?? [])), ...(key === null ? [] : this.ownersOf(key))];
    });
    return distinct(patterns.filter((pattern) => this.isValid(pattern, day)));
  }

  private isValid(pattern: Pattern, day: string): boolean {
    return isValidOn(pattern, day) && isValidOn(this.validity.get(pattern.entityId)!, day);
  }

  private addAddresses({ id: entityId, handles, hashtags, urls }: Watched): void {
    const always = { entityId, exact: null, hasComma: false, from: null, until: null };
    for (const { platform, name, from, until } of handles) {
      const pattern = { ...always, alias: `@${name}`, from, until };
      addTo(this.accounts, accountKey(platform, name), pattern);
      addTo(this.handles, accountKey('', name).trim(), pattern);
    }
    for (const tag of hashtags)
      addTo(this.hashtags, tag.replace(/^#/, '').normalize('NFKC').toLowerCase(), { ...always, alias: `#${tag}` });
    for (const url of urls) {
      const key = canonicalUrl(/^https?:/i.test(url) ? url : `https://${url}`);
      if (key !== null) addTo(this.urls, key.replace(/\/$/, ''), { ...always, alias: url });
    }
  }
}

const UNKNOWN = 0;
/** Nobody means more in one post; whoever repeats a name ten thousand times fills no table with it. */
const MENTIONS_MAX = 1000;
/** A UTF-16 unit has 65,536 values. */
const NARROW_MAX = 65_000;

function textOf(symbols: Uint16Array): string {
  return Buffer.from(symbols.buffer).toString('utf16le');
}

function namesOf({ id: entityId, name, aliases }: Watched): { pattern: Pattern; words: string[] }[] {
  const isListed = aliases.some(({ text }) => text === name);
  const all = isListed ? aliases : [{ text: name, isCaseSensitive: false, from: null, until: null }, ...aliases];
  return all.flatMap(({ text, isCaseSensitive, from, until }) => {
    const tokens = tokenise(text).filter(({ kind }) => kind === 'word');
    if (tokens.length === 0) return [];
    const exact = isCaseSensitive ? tokens.map((token) => token.exact) : null;
    const pattern = { entityId, alias: text, exact, hasComma: text.includes(','), from, until };
    return [{ pattern, words: tokens.map(({ folded }) => folded) }];
  });
}

/** Is the name written here as the pattern asks, within one sentence? */
function isWritten({ exact, hasComma }: Pattern, tokens: readonly Token[], start: number, end: number): boolean {
  if (tokens[start]!.isGlued) return false;
  for (let at = start; at < end; at++) {
    const { before } = tokens[at]!;
    if (at > start && (before === 'stop' || (before === 'comma' && !hasComma))) return false;
    if (exact && tokens[at]!.exact !== exact[at - start]) return false;
  }
  return true;
}

/** An entity that goes by several names at one place is mentioned there once. */
function distinct(patterns: readonly Pattern[]): Owner[] {
  return [...new Map(patterns.map(({ entityId, alias }) => [entityId, { entityId, alias }])).values()];
}

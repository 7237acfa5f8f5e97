/**
 * Canonical names: what a publisher calls `t:In-Reply-To` with `xmlns:t="http://purl.org/syndication/thread/1.0"` is `thr:in-reply-to` to
 * everyone after this file. Names are lower case (publishers vary it: `commentRSS`, `pubdate`), except for the few that rss-parser itself
 * looks for.
 *
 * Namespaces in XML 1.0 (scopes); the namespaces' own specifications (addresses).
 */

/** Vocabularies of the feed itself: their elements are written without a prefix. */
const ATOM = 'atom';
const RSS = 'rss';

const PREFIX_OF_ADDRESS = new Map<string, string>([
  ['www.w3.org/2005/atom', ATOM],
  ['purl.org/atom/ns', ATOM],
  ['purl.org/echo', ATOM],
  ['purl.org/pie', ATOM],
  ['example.com/newformat', ATOM],
  ['example.com/necho', ATOM],
  ['uri/of/echo/namespace', ATOM],
  ['backend.userland.com/rss', RSS],
  ['backend.userland.com/rss2', RSS],
  ['backend.userland.com/rss091', RSS],
  ['backend.userland.com/rss092', RSS],
  ['blogs.law.harvard.edu/tech/rss', RSS],
  ['cyber.law.harvard.edu/rss/rss.html', RSS],
  ['www.rssboard.org/rss-specification', RSS],
  ['purl.org/rss/1.0', RSS],
  ['purl.org/net/rss1.1', RSS],
  ['my.netscape.com/rdf/simple/0.9', RSS],
  ['channel.netscape.com/rdf/simple/0.9', RSS],
  ['purl.org/dc/elements/1.1', 'dc'],
  ['purl.org/dc/elements/1.0', 'dc'],
  ['purl.org/dc/terms', 'dcterms'],
  ['purl.org/rss/1.0/modules/content', 'content'],
  ['purl.org/rss/1.0/modules/slash', 'slash'],
  ['purl.org/rss/1.0/modules/syndication', 'sy'],
  ['wellformedweb.org/commentapi', 'wfw'],
  ['purl.org/syndication/thread/1.0', 'thr'],
  ['activitystrea.ms/spec/1.0', 'activity'],
  ['purl.org/atompub/tombstones/1.0', 'at'],
  ['search.yahoo.com/mrss', 'media'],
  ['tools.search.yahoo.com/mrss', 'media'],
  ['video.search.yahoo.com/mrss', 'media'],
  ['www.w3.org/1999/02/22-rdf-syntax-ns', 'rdf'],
  ['www.itunes.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['rssnamespace.org/feedburner/ext/1.0', 'feedburner'],
  ['www.w3.org/1999/xhtml', 'xhtml'],
  ['www.w3.org/xml/1998/namespace', 'xml'],
]);
const KNOWN_PREFIXES = new Set([...PREFIX_OF_ADDRESS.values()].filter((prefix) => prefix !== RSS));

/** The spelling that rss-parser expects, where it is not lower case. */
const SPELLING = new Map([
  ['rdf:rdf', 'rdf:RDF'],
  ['pubdate', 'pubDate'],
  ['lastbuilddate', 'lastBuildDate'],
  ['managingeditor', 'managingEditor'],
  ['webmaster', 'webMaster'],
]);

function prefixOfAddress(address: string): string | undefined {
  return PREFIX_OF_ADDRESS.get(
    address
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .replace(/[/#]$/, ''),
  );
}

/**
 * The meaning of prefixes at one place of a document. Elements without declarations share their parent's scope, so a scope is made only
 * where one is declared.
 */
export class NameScope {
  private readonly declared = new Map<string, string>();
  private readonly cache = new Map<string, string>();

  private constructor(
    private readonly parent: NameScope | null,
    private readonly isAtom: boolean,
  ) {}

  /**
   * The scope of a document's root. The root's own namespace counts as the feed's vocabulary, whatever its address: publishers mistype it.
   * @param rawName the root's name as written
   * @param isAtom whether the document is Atom: decides which vocabulary needs no prefix
   */
  static ofRoot(rawName: string, isAtom: boolean, attributes: [string, string][]): NameScope {
    const scope = new NameScope(null, isAtom).within(attributes);
    const colon = rawName.indexOf(':');
    const prefix = colon < 0 ? '' : rawName.slice(0, colon);
    if ((scope.lookup(prefix) ?? prefix) !== 'rdf') scope.declared.set(prefix, '');
    return scope;
  }

  /** The scope inside an element with these attributes. */
  within(attributes: [string, string][]): NameScope {
    const declarations = attributes.filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
    if (declarations.length === 0) return this;
    const scope = new NameScope(this, this.isAtom);
    for (const [name, address] of declarations) {
      const prefix = name.slice(6);
      const canonical = prefixOfAddress(address);
      if (canonical !== undefined) scope.declared.set(prefix, this.vocabulary(prefix, canonical));
      else if (prefix === '') scope.declared.set('', '');
    }
    return scope;
  }

  /** The canonical name of an element. */
  element(rawName: string): string {
    const known = this.cache.get(rawName);
    if (known !== undefined) return known;
    const name = this.resolve(rawName, '');
    const canonical = SPELLING.get(name) ?? name;
    this.cache.set(rawName, canonical);
    return canonical;
  }

  /** The canonical name of an attribute: unlike an element, one without a prefix is in no namespace. */
  attribute(rawName: string): string {
    return rawName.includes(':') ? this.resolve(rawName, null) : rawName.toLowerCase();
  }

  private resolve(rawName: string, unprefixed: '' | null): string {
    const colon = rawName.indexOf(':');
    const local = rawName.slice(colon + 1).toLowerCase();
    const prefix = colon > 0 ? rawName.slice(0, colon) : unprefixed;
    if (prefix === null) return local;
    const canonical = this.lookup(prefix) ?? fallback(prefix);
    return canonical === '' ? local : `${canonical}:${local}`;
  }

  /** Scopes nest no deeper than elements do, which the cleaner bounds. */
  private lookup(prefix: string): string | undefined {
    return this.declared.get(prefix) ?? this.parent?.lookup(prefix);
  }

  /** Within RSS, Atom's elements keep a prefix when they were written with one (`atom:link`); the feed's own vocabulary has none. */
  private vocabulary(prefix: string, canonical: string): string {
    if (canonical === RSS) return '';
    if (canonical !== ATOM) return canonical;
    return this.isAtom || prefix === '' ? '' : ATOM;
  }
}

/** The meaning of a prefix that nothing declares, or that has an unknown address: what it usually means. */
function fallback(prefix: string): string {
  const lower = prefix.toLowerCase();
  return lower === RSS ? '' : KNOWN_PREFIXES.has(lower) ? lower : prefix === '' ? '' : lower;
}

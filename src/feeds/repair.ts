import { legalText } from './characters.js';
import type { XmlRoot } from './detect.js';
import { FeedError } from './errors.js';
import type { Notes } from './notes.js';
import { declaredEntities, escapeText, repairReferences } from './xml-entities.js';
import { NameScope } from './xml-names.js';
import { attributesOf, TagReader, type Tag } from './xml-tags.js';

export const DEPTH_MAX = 256;
export const ENTRIES_MAX = 5000;
/** Each costs the parser about 1.5 kilobytes; 5,000 entries with 30 elements each are as many. */
const ELEMENTS_MAX = 150_000;

/** Elements whose children are elements that we read. Everywhere else, children are markup: they belong to the text. */
const STRUCTURE = new Set([
  ...['rss', 'rdf:RDF', 'feed', 'channel', 'items', 'item', 'entry', 'author', 'contributor', 'source', 'media:group', 'media:content'],
  ...['atom:author', 'atom:contributor', 'atom:source', 'media:community', 'skiphours', 'skipdays'],
]);
/** Where entries stand. Blanks between the elements there are layout. */
const CONTAINERS = new Set(['rss', 'rdf:RDF', 'feed', 'channel', 'items', 'item', 'entry']);
/** Texts that may well quote an `<item>` or `<entry>` without making it one. */
const BODIES = new Set(['description', 'content', 'summary', 'content:encoded', 'body', 'xhtml:body', 'media:description']);
/** Elements that HTML never closes, which publishers forget to escape. No feed vocabulary has an element of these names. */
const NEVER_CLOSED = /^(br|hr|img|wbr)$/i;
/** Says on an element that its text is markup which stood there unescaped. */
export const MARKUP_FLAG = 'hustings:markup';
/** rss-parser knows the roots `rss`, `rdf:RDF` and `feed`. A document that begins lower down gets the levels above it. */
const WRAPPERS: Record<XmlRoot['name'], string[]> = {
  rss: [],
  rdf: [],
  feed: [],
  channel: ['rss'],
  item: ['rss', 'channel'],
  entry: ['feed'],
};
interface Frame {
  /** The name as the text has it. */
  raw: string;
  name: string;
  scope: NameScope;
  /** How many pieces were written when its start tag was. */
  from: number;
  /** Whether elements stand in it though it is no structure. */
  hasMarkup: boolean;
}

/**
 * Makes well-formed XML, with canonical names and a root that rss-parser knows, out of what publishers send: junk before and after the
 * root, a DOCTYPE with its entities, control characters, HTML's entities, bare ampersands, unquoted and doubled attributes, elements that
 * are not closed, closed in the wrong order or cut off, CDATA and comments that never end. Markup that stands unescaped in a text (XHTML
 * content, or forgetfulness) is escaped and flagged as such: a parser of data would take its words and its tags apart and lose their order.
 * One pass from left to right, in linear time: nothing is searched for twice in vain.
 *
 * XML 1.0 (fifth edition); the repairs follow what HTML parsers do (WHATWG HTML §13.2.6) as far as feeds need it.
 *
 * @param text the decoded document
 * @param root its root, as `detect` found it
 * @param notes takes the warnings `xml-repaired` and `too-many-entries`
 * @returns well-formed XML
 * @throws FeedError `too-deep` for elements nested deeper than 256, `unreadable` where the root's own tag is cut off
 */
export function repair(text: string, root: XmlRoot, notes: Notes): string {
  return new Repairer(text, root, notes).run();
}

class Repairer {
  private readonly text: string;
  private readonly tags: TagReader;
  private readonly entities: Map<string, string>;
  private readonly out: string[] = [];
  private readonly stack: Frame[] = [];
  private readonly repairs = new Set<string>();
  /** How many frames are ours: nothing in the text closes them. */
  private floor = 0;
  private position = 0;
  private entries = 0;
  private elements = 0;
  /** Which frame is the text that we are in, if any: the outermost one that is no structure. */
  private textAt = -1;
  private cdataCloses = true;

  constructor(
    text: string,
    private readonly root: XmlRoot,
    private readonly notes: Notes,
  ) {
    this.entities = declaredEntities(text.slice(0, root.index));
    const inside = text.slice(root.index);
    this.text = legalText(inside);
    if (this.text !== inside) this.repaired('control characters');
    this.tags = new TagReader(this.text);
  }

  run(): string {
    for (const name of WRAPPERS[this.root.name])
      this.open({ raw: '', name, scope: NameScope.ofRoot('', this.root.format === 'atom', []) }, [], false);
    this.floor = this.stack.length;
    while (this.position < this.text.length && this.step());
    if (this.elements === 0) throw new FeedError('unreadable', 'The document is cut off within the tag of its root.');
    if (this.stack.length > this.floor && !this.isFull()) this.repaired('elements left open');
    while (this.stack.length > 0) this.closeLast();
    return this.out.join('');
  }

  /** Takes one piece of the text. False when the rest does not count. */
  private step(): boolean {
    const less = this.text.indexOf('<', this.position);
    this.takeText(less < 0 ? this.text.length : less);
    if (less < 0) return false;
    if (this.text.startsWith('<![CDATA[', less)) return this.takeCdata(less);
    if (this.text.startsWith('<!--', less)) return this.skipPast('-->', less + 4);
    if (this.text.startsWith('<?', less)) return this.skipPast('?>', less + 2);
    if (this.text.startsWith('<!', less)) return this.skipPast('>', less + 2);
    const tag = this.tags.startsTag(less) ? this.tags.read(less) : less + 1;
    if (tag === null) return false;
    if (typeof tag === 'number') {
      this.repaired('bare angle brackets');
      if (tag === less + 1) this.out.push('&lt;');
      this.position = tag;
      return true;
    }
    this.position = tag.end;
    if (tag.kind === 'close') this.takeClose(tag);
    else if (!this.takeOpen(tag)) return false;
    // What follows the root does not count, unless single entries stand there in a row.
    return this.stack.length > this.floor || this.root.name === 'item' || this.root.name === 'entry';
  }

  private takeText(end: number): void {
    const text = this.text.slice(this.position, end);
    this.position = end;
    if (text === '' || (CONTAINERS.has(this.stack.at(-1)?.name ?? '') && text.trim() === '')) return;
    this.out.push(repairReferences(text, this.entities, (what) => this.repaired(what)));
  }

  private takeCdata(start: number): boolean {
    const end = this.cdataCloses ? this.text.indexOf(']]>', start + 9) : -1;
    if (end >= 0) {
      this.out.push(this.text.slice(start, end + 3));
      this.position = end + 3;
      return true;
    }
    this.cdataCloses = false;
    this.repaired('CDATA left open');
    const closing = /<\/(?:title|description|content|content:encoded|summary|link)\s*>/g;
    closing.lastIndex = start + 9;
    this.position = closing.exec(this.text)?.index ?? this.text.length;
    this.out.push(this.text.slice(start, this.position), ']]>');
    return true;
  }

  private skipPast(end: string, from: number): boolean {
    const index = this.text.indexOf(end, from);
    if (index < 0) this.repaired('a comment or declaration left open');
    this.position = index < 0 ? this.text.length : index + end.length;
    return index >= 0;
  }

  private takeClose(tag: Tag): void {
    if (NEVER_CLOSED.test(tag.name)) return;
    let index = this.stack.findLastIndex((frame) => frame.raw === tag.name);
    if (index < 0) index = this.stack.findLastIndex((frame) => frame.raw.toLowerCase() === tag.name.toLowerCase());
    if (index !== this.stack.length - 1) this.repaired('mismatched tags');
    while (index >= this.floor && this.stack.length > index) this.closeLast();
  }

  /** False when the document holds more than is read. */
  private takeOpen(tag: Tag): boolean {
    const attributes = attributesOf(tag.body);
    const isRoot = this.stack.length === this.floor;
    const parent = this.stack.at(-1)?.scope;
    const scope = isRoot || !parent ? NameScope.ofRoot(tag.name, this.root.format === 'atom', attributes) : parent.within(attributes);
    const name = isRoot ? rootName(this.root) : xmlName(scope.element(tag.name));
    if (name === 'item' || name === 'entry') {
      this.closeUpToContainer();
      if (this.textAt < 0) this.entries += 1;
    }
    if (this.textAt < 0) this.elements += 1;
    if (this.isFull()) {
      this.notes.add('too-many-entries', String(this.entries - 1));
      return false;
    }
    this.open({ raw: tag.name, name, scope }, attributes, tag.kind === 'empty' || NEVER_CLOSED.test(tag.name));
    return true;
  }

  private isFull(): boolean {
    return this.entries > ENTRIES_MAX || this.elements > ELEMENTS_MAX;
  }

  /** An entry cannot stand within another one, or within a child of the channel that somebody forgot to close. */
  private closeUpToContainer(): void {
    for (let index = this.stack.length - 1; index >= 0; index--) {
      const name = this.stack[index]?.name ?? '';
      if (BODIES.has(name)) return;
      if (!CONTAINERS.has(name) || name === 'item' || name === 'entry') continue;
      if (index < this.stack.length - 1) this.repaired('elements left open');
      while (this.stack.length > index + 1) this.closeLast();
      return;
    }
  }

  private open(element: Pick<Frame, 'raw' | 'name' | 'scope'>, attributes: [string, string][], empty: boolean): void {
    if (this.stack.length >= DEPTH_MAX) throw new FeedError('too-deep', `The document nests elements deeper than ${DEPTH_MAX}.`);
    const text = this.stack[this.textAt];
    if (text) text.hasMarkup = true;
    // Within a text, elements are HTML's, with or without a prefix.
    const name = text ? element.name.replace(/^xhtml:/, '') : element.name;
    this.out.push(`<${name}${this.written(element.scope, attributes)}${empty ? '/>' : '>'}`);
    if (empty) return;
    this.stack.push({ ...element, name, from: this.out.length, hasMarkup: false });
    if (!text && !STRUCTURE.has(name)) this.textAt = this.stack.length - 1;
  }

  private written(scope: NameScope, attributes: [string, string][]): string {
    const written = new Map<string, string>();
    for (const [rawName, value] of attributes) {
      if (rawName === 'xmlns' || rawName.startsWith('xmlns:')) continue;
      const name = xmlName(scope.attribute(rawName));
      if (name === MARKUP_FLAG || written.has(name)) continue;
      const text = repairReferences(value, this.entities, (what) => this.repaired(what));
      written.set(name, ` ${name}="${text.replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;')}"`);
    }
    return [...written.values()].join('');
  }

  private closeLast(): void {
    const frame = this.stack.pop();
    if (!frame) return;
    if (this.stack.length === this.textAt) {
      this.textAt = -1;
      if (frame.hasMarkup) this.escapeSince(frame.from);
    }
    this.out.push(`</${frame.name}>`);
  }

  /**
   * Turns what was written since a start tag into the text of that element. A single `div` around everything is left out (RFC 4287
   * §3.1.1.3).
   */
  private escapeSince(from: number): void {
    const markup = this.out
      .splice(from)
      .map((piece) => (piece.startsWith('<![CDATA[') ? escapeText(piece.slice(9, -3)) : piece))
      .join('')
      .trim();
    const inner = /^<div(?: [^>]*)?>/.exec(markup);
    const isWrapped = inner && markup.indexOf('</div>') === markup.length - 6;
    const base = isWrapped ? / xml:base="[^"]*"/.exec(inner[0])?.[0] : undefined;
    const startTag = this.out[from - 1] ?? '';
    const inherited = base && !startTag.includes(' xml:base=') ? base : '';
    this.out[from - 1] = `${startTag.slice(0, -1)}${inherited} ${MARKUP_FLAG}="1">`;
    this.out.push(escapeText(isWrapped ? markup.slice(inner[0].length, -6) : markup));
  }

  private repaired(what: string): void {
    if (this.repairs.has(what)) return;
    this.repairs.add(what);
    this.notes.add('xml-repaired', what);
  }
}

function rootName(root: XmlRoot): string {
  return root.name === 'rdf' ? 'rdf:RDF' : root.name;
}

/**
 * XML's own rule for names, narrowed to ASCII: none of the names that we read has more, and sax refuses some that XML allows. A mere `_` is
 * xml2js's name for text.
 */
function xmlName(name: string): string {
  return /^[a-z_][\w.:-]+$|^[a-z]$/i.test(name) ? name : `x${name.replace(/[^\w.:-]/g, '_')}`;
}

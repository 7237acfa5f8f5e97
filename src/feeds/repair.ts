import type { XmlRoot } from './detect.js';
import { FeedError } from './errors.js';
import { type Notes } from './notes.js';
import { declaredEntities, repairReferences } from './xml-entities.js';
import { NameScope } from './xml-names.js';
import { fromWindows1252 } from './windows-1252.js';
import { attributesOf, TagReader, type Tag } from './xml-tags.js';

export const DEPTH_MAX = 256;
export const ENTRIES_MAX = 5000;

/** Elements that HTML never closes, which publishers forget to escape. No feed vocabulary has an element of these names. */
const VOID = /^(br|hr|img|wbr)$/i;
/** Elements that hold only elements: blanks between those are layout. */
const CONTAINERS = new Set(['rss', 'rdf:RDF', 'feed', 'channel', 'items', 'item', 'entry']);
/** Where markup, and with it any element at all, may stand. */
const PROSE = new Set(['description', 'content', 'summary', 'content:encoded', 'body', 'xhtml:body', 'media:description']);
const ROOT_NAMES: Record<XmlRoot['name'], string> = {
  rss: 'rss',
  rdf: 'rdf:RDF',
  feed: 'feed',
  channel: 'channel',
  item: 'item',
  entry: 'entry',
};
const FORBIDDEN_CHARACTERS = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
/** Nobody means the C1 control characters: they are windows-1252 that was taken for Latin-1. */
const C1 = /[\x80-\x9f]/g;
const LONE_SURROGATES = /[\ud800-\udfff]/gu;

interface Frame {
  raw: string;
  name: string;
  scope: NameScope;
}

/**
 * Makes well-formed XML, with canonical names and a root that rss-parser knows, out of what publishers send: junk before and after the root, a DOCTYPE with
 * its entities, control characters, HTML's entities, bare ampersands, unquoted and doubled attributes, elements that are not closed, closed in the
 * wrong order or cut off, CDATA and comments that never end. One pass from left to right, in linear time: nothing is searched for twice in vain.
 *
 * XML 1.0 (fifth edition); the repairs follow what HTML parsers do (WHATWG HTML §13.2.6) as far as feeds need it.
 *
 * @param text the decoded document
 * @param root its root, as `detect` found it
 * @param notes takes the warnings `xml-repaired` and `too-many-entries`
 * @returns well-formed XML
 * @throws FeedError `too-deep` for elements nested deeper than 256
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
  /** How many frames are ours: nothing in the text closes them. */
  private floor = 0;
  private position = 0;
  private entries = 0;
  private cdataCloses = true;

  constructor(
    text: string,
    private readonly root: XmlRoot,
    private readonly notes: Notes,
  ) {
    this.entities = declaredEntities(text.slice(0, root.index));
    this.text = this.withoutForbidden(text.slice(root.index));
    this.tags = new TagReader(this.text);
  }

  run(): string {
    for (const name of WRAPPERS[this.root.name])
      this.open({ raw: '', name, scope: NameScope.ofRoot('', this.root.format === 'atom', []) }, []);
    this.floor = this.stack.length;
    while (this.position < this.text.length && this.step());
    if (this.stack.length > this.floor && this.entries <= ENTRIES_MAX) this.repaired('elements left open');
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
    let index = this.stack.findLastIndex((frame) => frame.raw === tag.name);
    if (index < 0) index = this.stack.findLastIndex((frame) => frame.raw.toLowerCase() === tag.name.toLowerCase());
    if (index !== this.stack.length - 1) this.repaired('mismatched tags');
    while (index >= this.floor && this.stack.length > index) this.closeLast();
  }

  /** False when the document holds more entries than are read. */
  private takeOpen(tag: Tag): boolean {
    const attributes = attributesOf(tag.body);
    const isRoot = this.stack.length === this.floor;
    const parent = this.stack.at(-1)?.scope;
    const scope = isRoot || !parent ? NameScope.ofRoot(tag.name, this.root.format === 'atom', attributes) : parent.within(attributes);
    const name = isRoot ? ROOT_NAMES[this.root.name] : xmlName(scope.element(tag.name));
    if (name === 'item' || name === 'entry') {
      this.closeUpToContainer();
      if (CONTAINERS.has(this.stack.at(-1)?.name ?? '') && ++this.entries > ENTRIES_MAX) {
        this.notes.add('too-many-entries', String(ENTRIES_MAX));
        return false;
      }
    }
    this.open({ raw: tag.name, name, scope }, attributes);
    if (tag.kind === 'empty' || VOID.test(tag.name)) this.closeLast();
    return true;
  }

  /** An entry cannot stand within another one, or within a child of the channel that somebody forgot to close. */
  private closeUpToContainer(): void {
    for (let index = this.stack.length - 1; index >= 0; index--) {
      const name = this.stack[index]?.name ?? '';
      if (PROSE.has(name)) return;
      if (!CONTAINERS.has(name) || name === 'item' || name === 'entry') continue;
      if (index < this.stack.length - 1) this.repaired('elements left open');
      while (this.stack.length > index + 1) this.closeLast();
      return;
    }
  }

  private open(frame: Frame, attributes: [string, string][]): void {
    if (this.stack.length >= DEPTH_MAX) throw new FeedError('too-deep', `The document nests elements deeper than ${DEPTH_MAX}.`);
    this.out.push('<', frame.name);
    const written = new Set<string>();
    for (const [rawName, value] of attributes) {
      if (rawName === 'xmlns' || rawName.startsWith('xmlns:')) continue;
      const name = xmlName(frame.scope.attribute(rawName));
      if (written.has(name)) continue;
      written.add(name);
      const text = repairReferences(value, this.entities, (what) => this.repaired(what));
      this.out.push(' ', name, '="', text.replace(/"/g, '&quot;').replace(/</g, '&lt;'), '"');
    }
    this.out.push('>');
    this.stack.push(frame);
  }

  private closeLast(): void {
    const frame = this.stack.pop();
    if (frame) this.out.push('</', frame.name, '>');
  }

  private withoutForbidden(text: string): string {
    const clean = text
      .replace(FORBIDDEN_CHARACTERS, '')
      .replace(C1, (character) => fromWindows1252(character.charCodeAt(0)))
      .replace(LONE_SURROGATES, '\ufffd');
    if (clean !== text) this.repaired('control characters');
    return clean;
  }

  private repaired(what: string): void {
    this.notes.add('xml-repaired', what);
  }
}

/** rss-parser knows the roots `rss`, `rdf:RDF` and `feed`. A document that begins lower down gets the levels above it. */
const WRAPPERS: Record<XmlRoot['name'], string[]> = {
  rss: [],
  rdf: [],
  feed: [],
  channel: ['rss'],
  item: ['rss', 'channel'],
  entry: ['feed'],
};

/** XML's own rule for names, narrowed to ASCII: none of the names that we read has more, and sax refuses some that XML allows. */
function xmlName(name: string): string {
  return /^[a-z_][\w.:-]*$/i.test(name) ? name : `_${name.replace(/[^\w.:-]/g, '_')}`;
}

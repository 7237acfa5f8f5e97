import RssParser from 'rss-parser';
import { FeedError } from './errors.js';
import type { Notes } from './notes.js';
import { XmlElement, type XmlNode } from './xml-element.js';

/** What rss-parser returns for a feed, with the one custom field that we ask it to carry through: the elements themselves. */
export interface ParsedFeed {
  /** The `feed` of Atom, the `channel` of RSS. */
  elements: XmlElement;
  items: { elements: XmlElement }[];
}

/** The tree of a whole document: the root's name, then the root. */
type Tree = Record<string, XmlNode>;
type Fields = unknown[];

/**
 * The methods of rss-parser's parser that its type declarations leave out. They are where its documented work is done, and where it can be
 * cured.
 */
interface RssParserInside {
  parseString(xml: string): Promise<unknown>;
  buildAtomFeed(tree: object): object;
  buildRSS(channel: object, items: unknown[]): object;
  parseItemAtom(entry: object): object;
  parseItemRss(item: object, fields: Fields): object;
}
const RssParserBase = RssParser as unknown as new (options: object) => RssParserInside;

/**
 * rss-parser with its failures cured (PARSERS.md §6 has the list that these cures go by).
 *
 * - rss-parser's own field copies are handed nothing but the elements, as a custom field. They would take the first of several authors, the
 * wrong
 *   link, a date in the server's zone, and one unreadable Atom date or a `<link>` without attributes would throw the whole feed away.
 * - With them goes `contentSnippet`, made for every item by regular expressions of quadratic time that no option turns off: 234 KB of
 * `&lt;p ` kept
 *   the process busy for 15 seconds. It is made from fields that it no longer gets, so that the shared module need not be patched for
 * everybody.
 * - Entries beside the channel, in a second channel and in RSS 1.1's `items` are found, and a missing channel does not throw.
 */
class FeedXmlParser extends RssParserBase {
  constructor(
    private readonly url: string | null,
    private readonly notes: Notes,
  ) {
    const carried = [['elements', 'elements', { keepArray: true }]];
    super({
      defaultRSS: 2,
      customFields: { feed: carried, item: carried },
      // An empty root is an empty feed; as an empty string it would pass for no feed at all.
      xml2js: { emptyTag: () => ({}) },
    });
  }

  override buildAtomFeed(tree: Tree): object {
    const feed = this.element(tree.feed);
    return super.buildAtomFeed({ feed: { elements: feed, entry: [...feed.all('entry'), ...feed.all('item')] } });
  }

  buildRSS2(tree: Tree): object {
    return this.buildFromRoot(this.element(tree.rss));
  }

  buildRSS1(tree: Tree): object {
    return this.buildFromRoot(this.element(tree['rdf:RDF']));
  }

  buildRSS0_9(tree: Tree): object {
    return this.buildRSS2(tree);
  }

  override parseItemAtom(entry: XmlElement): object {
    return super.parseItemAtom({ elements: entry });
  }

  override parseItemRss(item: XmlElement, fields: Fields): object {
    return super.parseItemRss({ elements: item }, fields);
  }

  private buildFromRoot(root: XmlElement): object {
    const channels = root.all('channel');
    const holders = [...channels, ...channels.flatMap((channel) => channel.all('items')), root];
    const items = holders.flatMap((holder) => [...holder.all('item'), ...holder.all('entry')]);
    return this.buildRSS({ elements: channels[0] ?? root }, items);
  }

  private element(root: XmlNode | undefined): XmlElement {
    return new XmlElement(root, { base: this.url, language: null }, this.notes);
  }
}

/**
 * Reads well-formed XML, as `repair` leaves it, with rss-parser. A parser serves one document: xml2js keeps state.
 * @param xml a document with the root `rss`, `rdf:RDF` or `feed` and canonical names
 * @param url what relative addresses are relative to, where no `xml:base` says otherwise
 * @throws FeedError `unreadable` where the parser refuses it
 */
export async function parseXml(xml: string, url: string | null, notes: Notes): Promise<ParsedFeed> {
  try {
    return (await new FeedXmlParser(url, notes).parseString(xml)) as ParsedFeed;
  } catch (error) {
    if (error instanceof FeedError) throw error;
    throw new FeedError('unreadable', `The XML could not be read: ${firstLine(error)}.`, { cause: error });
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 160) ?? '';
}

/** XML as a tree of names, attributes and texts, read at once: for exports and answers that are no feeds. Feeds go through `xml.ts`. */
import { Parser } from 'htmlparser2';

export interface XmlTree {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlTree[];
  /** The text directly in it. */
  text: string;
}

/** What lies deeper is left out: no format nests so far, and what walks the tree may recurse. */
const DEPTH_MAX = 256;

/**
 * Reads XML, however broken.
 *
 * In: the text. Out: a nameless element that holds the document's; tags are closed where their parents are. Linear; never throws. Entities other than
 * XML's own stay as they are written, and no document type is read, so nothing expands.
 */
export function readXml(text: string): XmlTree {
  const root: XmlTree = { name: '', attributes: {}, children: [], text: '' };
  const open: XmlTree[] = [root];
  const texts = new Map<XmlTree, string[]>();
  let tooDeep = 0;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const parent = open.at(-1);
        if (!parent || open.length > DEPTH_MAX) return void tooDeep++;
        const element: XmlTree = { name, attributes, children: [], text: '' };
        parent.children.push(element);
        open.push(element);
      },
      ontext: (part) => {
        const element = open.at(-1);
        if (!element || tooDeep > 0) return;
        const parts = texts.get(element);
        if (parts) parts.push(part);
        else texts.set(element, [part]);
      },
      onclosetag: () => {
        if (tooDeep > 0) tooDeep--;
        else if (open.length > 1) open.pop();
      },
    },
    { xmlMode: true },
  );
  parser.end(text);
  for (const [element, parts] of texts) element.text = parts.join('').trim();
  return root;
}

/** The child elements of a name. */
export function all(element: XmlTree | undefined, name: string): XmlTree[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The first child element of a name. */
export function first(element: XmlTree | undefined, name: string): XmlTree | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The text of the first child of a name; null where there is none. */
export function childText(element: XmlTree | undefined, name: string): string | null {
  return first(element, name)?.text || null;
}

/** An element of a name anywhere below, itself included, in the order of the document. */
export function descendants(element: XmlTree, name: string): XmlTree[] {
  const found: XmlTree[] = [];
  const open = [element];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.name === name) found.push(next);
    for (const child of next.children.toReversed()) open.push(child);
  }
  return found;
}

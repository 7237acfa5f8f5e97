/** A page as a flat list of its elements in reading order: what finds its way in pages whose nesting is broken. */
import { parseDocument } from 'htmlparser2';
import { isBounded } from './html.js';

type PageNode = ReturnType<typeof parseDocument>['children'][number];

/** One element of a page. */
export interface PageElement {
  name: string;
  /** The element that it stands in. */
  parent: PageElement | null;
  attributes: Record<string, string>;
  /** Its classes, and what stands among its attributes because a tag was mangled (`<liclass even depth-1 id=…>`). */
  marks: ReadonlySet<string>;
  /** Where it begins and ends in the source. */
  start: number;
  end: number;
  children: { element: PageElement | null; start: number; end: number }[];
}

/**
 * The elements of a page in the order of their opening tags.
 *
 * In: HTML, however broken. Out: the elements; an empty list for what no parser should be given. Without recursion; never throws.
 */
export function pageElements(html: string): PageElement[] {
  if (!isBounded(html)) return [];
  const elements: PageElement[] = [];
  const open: { node: PageNode; parent: PageElement | null }[] = parseDocument(html, { withStartIndices: true, withEndIndices: true })
    .children.map((node) => ({ node, parent: null }))
    .reverse();
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, parent } = next;
    const start = node.startIndex ?? 0;
    const end = (node.endIndex ?? start - 1) + 1;
    const element = 'attribs' in node ? toElement(node, parent, start, end) : null;
    parent?.children.push({ element, start, end });
    if (!element || !('attribs' in node)) continue;
    elements.push(element);
    for (let index = node.children.length - 1; index >= 0; index--) {
      const child = node.children[index];
      if (child) open.push({ node: child, parent: element });
    }
  }
  return elements;
}

function toElement(
  node: PageNode & { attribs: Record<string, string>; name: string },
  parent: PageElement | null,
  start: number,
  end: number,
): PageElement {
  const attributes = node.attribs;
  const marks = new Set((attributes.class ?? '').split(/\s+/).filter((mark) => mark !== ''));
  for (const name of Object.keys(attributes)) if (/^depth-\d+$/.test(name)) marks.add(name);
  return { name: node.name, parent, attributes, marks, start, end, children: [] };
}

/** The first element with the first of several marks that any has. */
export function firstMarked(elements: readonly PageElement[], marks: readonly string[]): PageElement | undefined {
  for (const mark of marks) {
    const found = elements.find((element) => element.marks.has(mark));
    if (found) return found;
  }
  return undefined;
}

/** An attribute of the first element of a name that has it and fits. */
export function attributeOf(
  elements: readonly PageElement[],
  name: string,
  attribute: string,
  fits: (element: PageElement) => boolean = () => true,
): string | null {
  return elements.find((element) => element.name === name && element.attributes[attribute] && fits(element))?.attributes[attribute] ?? null;
}

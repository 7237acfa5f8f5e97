/** schema.org data on a page, whichever way it is written: JSON-LD and microdata become one kind of node. Specification: schema.org, HTML Microdata. */
import { isObject, listOf, parseJson, type JsonObject } from './json.js';
import { innerHtml, innerText } from './microformats.js';
import type { PageElement } from './page-elements.js';

/** A thing with its properties, each a list of texts and things. Words that were markup say so. */
export interface SchemaNode {
  types: readonly string[];
  id: string | null;
  properties: ReadonlyMap<string, readonly SchemaValue[]>;
}
export type SchemaValue = SchemaNode | string | { html: string };

export function isNode(value: SchemaValue | undefined): value is SchemaNode {
  return typeof value === 'object' && 'types' in value;
}

/** No discussion nests deeper; what does is an attack on whoever walks it. */
const DEPTH_MAX = 500;

/**
 * The nodes of a page's JSON-LD that stand at its top, `@graph` opened. In: the elements of a page and its source; a script that is no JSON is passed over.
 */
export function jsonLdOf(elements: readonly PageElement[], html: string): SchemaNode[] {
  return elements.flatMap((element) => {
    if (element.name !== 'script' || !/^application\/ld\+json\b/i.test(element.attributes.type ?? '')) return [];
    try {
      return nodesFrom(parseJson(innerHtml(element, html).replace(/^\s*<!--|-->\s*$/g, '')));
    } catch {
      return [];
    }
  });
}

/** The nodes in JSON that is JSON-LD. */
export function nodesFrom(json: unknown): SchemaNode[] {
  const tops = Array.isArray(json) ? (json as unknown[]) : [json];
  return tops
    .filter(isObject)
    .flatMap((top) => ('@graph' in top ? (Array.isArray(top['@graph']) ? listOf(top['@graph']) : [top['@graph']]) : [top]))
    .filter(isObject)
    .map((object) => nodeOf(object, 0));
}

function nodeOf(object: JsonObject, depth: number): SchemaNode {
  const properties = new Map<string, SchemaValue[]>();
  for (const [name, value] of Object.entries(object)) {
    if (name.startsWith('@') || depth >= DEPTH_MAX) continue;
    const values = (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap((each): SchemaValue[] => {
      if (isObject(each)) return typeof each['@value'] === 'string' ? [each['@value']] : [nodeOf(each, depth + 1)];
      return typeof each === 'string' ? [each] : typeof each === 'number' || typeof each === 'boolean' ? [String(each)] : [];
    });
    if (values.length > 0) properties.set(name, values);
  }
  const type = object['@type'];
  const types = (Array.isArray(type) ? (type as unknown[]) : [type]).flatMap((each) => (typeof each === 'string' ? [typeName(each)] : []));
  return { types, id: typeof object['@id'] === 'string' ? object['@id'] : null, properties };
}

function typeName(type: string): string {
  return type.replace(/^(?:https?:\/\/schema\.org\/|schema:)/, '');
}

/** The items of a page's microdata that are no property of another, with those of which they are made. */
export function microdataOf(elements: readonly PageElement[], html: string): SchemaNode[] {
  const tops: SchemaNode[] = [];
  const within = new Map<PageElement, Building | null>();
  for (const element of elements) {
    const outer = element.parent ? (within.get(element.parent) ?? null) : null;
    const item = 'itemscope' in element.attributes ? building(element, outer) : null;
    const names = (element.attributes.itemprop ?? '').split(/\s+/).filter((name) => name !== '');
    for (const name of outer ? names : []) if (outer) push(outer.properties, name, item ?? valueOf(element, html));
    // A comment that its page forgot to tie to the post stands in it all the same.
    if (item && outer && names.length === 0 && item.types.includes('Comment')) push(outer.properties, 'comment', item);
    else if (item && (names.length === 0 || !outer)) tops.push(item);
    within.set(element, item && item.depth > DEPTH_MAX ? null : (item ?? outer));
  }
  return tops;
}

interface Building extends SchemaNode {
  properties: Map<string, SchemaValue[]>;
  depth: number;
}

function building({ attributes }: PageElement, outer: Building | null): Building {
  const types = (attributes.itemtype ?? '')
    .split(/\s+/)
    .filter((type) => type !== '')
    .map(typeName);
  return { types, id: attributes.itemid ?? null, properties: new Map(), depth: (outer?.depth ?? 0) + 1 };
}

function push(properties: Map<string, SchemaValue[]>, name: string, value: SchemaValue): void {
  const known = properties.get(name);
  if (known) known.push(value);
  else properties.set(name, [value]);
}

function valueOf(element: PageElement, html: string): SchemaValue {
  const { name, attributes } = element;
  if (attributes.content !== undefined) return attributes.content;
  if (name === 'time' && attributes.datetime !== undefined) return attributes.datetime;
  const address = attributes.href ?? (/^(?:img|audio|video|source|embed|iframe)$/.test(name) ? attributes.src : undefined);
  if (address !== undefined) return address;
  return /^(?:text|articleBody|description|commentText|reviewBody)\b/.test(attributes.itemprop ?? '')
    ? { html: innerHtml(element, html) }
    : innerText(element, html);
}

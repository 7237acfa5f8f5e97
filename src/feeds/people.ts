import type { Person } from './types.js';
import type { XmlElement } from './xml-element.js';

const MAIL = String.raw`[^\s()<>@"]+@[^\s()<>"]+`;
const NAMED_MAIL = [
  new RegExp(`^${MAIL}\\s*\\(([^()]+)\\)$`),
  new RegExp(`^"?([^"<>()]+?)"?\\s*<(?:mailto:)?${MAIL}>$`),
  new RegExp(`^([^()<>]+?)\\s*\\(${MAIL}\\)$`),
];

/**
 * A person as Atom writes one: `name`, `uri`, `email` within (RFC 4287 §3.2; Atom 0.3 says `url`). A mere text is the name.
 * @returns null for an empty element
 */
export function personOf(element: XmlElement): Person | null {
  const said = (name: string) => element.textOf(name) ?? element.textOf(`atom:${name}`);
  const uri = said('uri') ?? said('url');
  const name = said('name') ?? element.textOf('xhtml:name') ?? said('email') ?? uri;
  if (name === null) return personFrom(element.text());
  return { name: nameFrom(name) ?? name, url: element.address(uri) };
}

/**
 * A person as RSS and Dublin Core write one: a name, an e-mail address, or both ("jo@example.org (Jo Bloggs)", RSS 2.0 `<author>`). The
 * name counts; an address alone stands for it.
 */
export function personFrom(text: string): Person | null {
  return text === '' ? null : { name: nameFrom(text) ?? text, url: null };
}

/** The people of several elements; the same name counts once. */
export function peopleOf(elements: XmlElement[]): Person[] {
  const people = elements.flatMap((element) => personOf(element) ?? []);
  return [...new Map(people.map((person) => [`${person.name}\n${person.url}`, person])).values()];
}

function nameFrom(text: string): string | null {
  if (text.length > 300) return null;
  for (const pattern of NAMED_MAIL) {
    const name = pattern.exec(text)?.[1]?.trim();
    if (name) return name;
  }
  return null;
}

import { DomUtils, parseDocument } from 'htmlparser2';

type Document = ReturnType<typeof parseDocument>;
type Element = ReturnType<typeof DomUtils.getElementsByTagName>[number];

/** A page as a reader's program sees it: by tags, roles and words, not by its source. */
export class Page {
  private readonly document: Document;

  constructor(html: string) {
    this.document = parseDocument(html);
  }

  all(tag: string, attributes: Record<string, string> = {}): Element[] {
    return DomUtils.getElementsByTagName(tag, this.document).filter((element) =>
      Object.entries(attributes).every(([name, value]) => element.attribs[name] === value),
    );
  }

  one(tag: string, attributes: Record<string, string> = {}): Element {
    const found = this.all(tag, attributes);
    if (found.length !== 1 || !found[0]) throw new Error(`${found.length} of <${tag}> ${JSON.stringify(attributes)}`);
    return found[0];
  }

  /** What a browser would run; what search engines read is data. */
  get scripts(): Element[] {
    return this.all('script').filter(({ attribs }) => attribs.type !== 'application/ld+json');
  }

  /** The elements with a class. */
  classed(name: string): Element[] {
    return DomUtils.findAll((element) => (element.attribs.class ?? '').split(' ').includes(name), this.document.children);
  }

  byId(id: string): Element {
    const found = DomUtils.getElementById(id, this.document.children);
    if (!found) throw new Error(`No element has the id ${id}`);
    return found;
  }

  get ids(): string[] {
    return DomUtils.findAll((element) => element.attribs.id !== undefined, this.document.children).map(
      (element) => element.attribs.id ?? '',
    );
  }

  /** `h1 Title` in the order of the page. */
  get headings(): string[] {
    return DomUtils.findAll((element) => /^h[1-6]$/.test(element.name), this.document.children).map(
      (element) => `${element.name} ${words(element)}`,
    );
  }

  get text(): string {
    return words(this.document.children);
  }
}

export function words(element: Element | Document['children']): string {
  return DomUtils.innerText(element).replace(/\s+/g, ' ').trim();
}

/** Headings begin with one h1 and never skip a level on the way down. */
export function expectOrderlyHeadings(page: Page): void {
  const levels = page.headings.map((heading) => Number(heading[1]));
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  expect(levels[0]).toBe(1);
  levels.slice(1).forEach((level, index) => expect(level - (levels[index] ?? 0)).toBeLessThanOrEqual(1));
}

/** What markup may stay: the one allow-list, for the sanitiser and for the reader behind it. */
import type { IOptions } from 'sanitize-html';

export interface ElementRule {
  /** The element it becomes; '' for one that goes while its content stays. */
  as: string;
  /** Line breaks that part it from its neighbours in plain text: 2 makes a paragraph, 1 a line. */
  gap: 0 | 1 | 2;
}

const RULES: [names: string, rule: ElementRule][] = [
  ['p div h1 h2 h3 h4 h5 h6 blockquote pre ul ol dl table figure details hr', { as: '=', gap: 2 }],
  ['li dt dd tr caption figcaption summary br', { as: '=', gap: 1 }],
  ['a abbr b bdi bdo cite code del dfn em i img ins kbd mark q rp rt ruby s samp small strong sub sup time u var wbr', { as: '=', gap: 0 }],
  ['thead tbody tfoot td th', { as: '=', gap: 0 }],
  ['address article aside center dir fieldset footer header hgroup main menu nav section', { as: 'div', gap: 2 }],
  ['acronym', { as: 'abbr', gap: 0 }],
  ['strike', { as: 's', gap: 0 }],
  ['tt', { as: 'code', gap: 0 }],
  ['big body font html label nobr picture span', { as: '', gap: 0 }],
];

/** Every element that may stay, or whose content may. Anything else is for the sanitiser to judge. */
export const ELEMENTS: ReadonlyMap<string, ElementRule> = new Map(
  RULES.flatMap(([names, rule]) => names.split(' ').map((name) => [name, rule.as === '=' ? { ...rule, as: name } : rule] as const)),
);

export const VOID_ELEMENTS: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'wbr']);

/** Attributes that are kept as they are; links and images are made anew by the writer. */
export const PLAIN_ATTRIBUTES: ReadonlyMap<string, ReadonlyMap<string, RegExp>> = new Map([
  ['abbr', new Map([['title', /^/]])],
  ['bdo', new Map([['dir', /^(?:ltr|rtl)$/i]])],
  ['ol', new Map([['start', /^-?\d{1,6}$/]])],
  ['td', cellAttributes()],
  ['th', cellAttributes()],
  ['time', new Map([['datetime', /^[\w:.+ -]{1,40}$/]])],
]);

function cellAttributes(): Map<string, RegExp> {
  return new Map([
    ['colspan', /^\d{1,3}$/],
    ['rowspan', /^\d{1,3}$/],
  ]);
}

/** What the reader of an image looks at: size, to know a tracking pixel, and where lazy loading hides the true address. */
export const IMAGE_ATTRIBUTES = ['src', 'data-src', 'data-lazy-src', 'alt', 'width', 'height'];

export const DEPTH_MAX = 100;

/**
 * The sanitiser's options. It is the gate for everything that is not plainly simple; the reader behind it lets through no more than the same
 * list, so a fault in either alone lets nothing in.
 */
export const SANITISER_OPTIONS: IOptions = {
  allowedTags: [...ELEMENTS.keys()],
  allowedAttributes: {
    a: ['href'],
    img: IMAGE_ATTRIBUTES,
    ...Object.fromEntries([...PLAIN_ATTRIBUTES].map(([element, attributes]) => [element, [...attributes.keys()]])),
    acronym: ['title'],
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesAppliedToAttributes: ['href', 'src', 'data-src', 'data-lazy-src'],
  nonTextTags: 'script style textarea option noscript title template svg iframe frame frameset xmp noembed noframes button select'.split(
    ' ',
  ),
  nestingLimit: DEPTH_MAX,
  parseStyleAttributes: false,
};

/** Where opening one element ends another that was left open. Specification: HTML §13.1.2.4, as far as the elements above go. */
const ENDS_PARAGRAPH = new Set('p div h1 h2 h3 h4 h5 h6 blockquote pre ul ol dl table figure figcaption details hr'.split(' '));
const ENDS_SIBLING: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['li', new Set(['li'])],
  ['dt', new Set(['dt', 'dd'])],
  ['dd', new Set(['dt', 'dd'])],
  ['rt', new Set(['rt', 'rp'])],
  ['rp', new Set(['rt', 'rp'])],
  ['td', new Set(['td', 'th', 'thead'])],
  ['th', new Set(['td', 'th'])],
  ['tr', new Set(['td', 'th', 'tr'])],
  ['tbody', new Set(['thead', 'tbody'])],
  ['tfoot', new Set(['thead', 'tbody'])],
]);

/** True where opening `name` ends the open element `top`. */
export function endsOpen(name: string, top: string): boolean {
  return top === 'p' ? ENDS_PARAGRAPH.has(name) : (ENDS_SIBLING.get(name)?.has(top) ?? false);
}

/** Hosts and paths that serve nothing but counting pixels and share buttons. */
const TRACKER_IMAGE =
  /^https?:\/\/(?:pixel\.|stats\.wordpress\.com\/|feeds\.wordpress\.com\/1\.0\/|feeds\.feedburner\.com\/~(?:r|ff)\/|[^/]*\.feedsportal\.com\/|(?:[^/]*\.)?doubleclick\.net\/|(?:www\.|ssl\.)?google-analytics\.com\/|b\.scorecardresearch\.com\/|www\.facebook\.com\/tr\b)/;

/** True for an image that no person is meant to see: at most a pixel wide or high, or from a host that only counts. */
export function isTrackingPixel(src: string, width: string | undefined, height: string | undefined): boolean {
  return /^\s*[01](?:px)?\s*$/.test(width ?? '') || /^\s*[01](?:px)?\s*$/.test(height ?? '') || TRACKER_IMAGE.test(src);
}

/** The alternative text of a smiley: a few signs, an emoji or `:name:`, and no ordinary word. */
export function isSmiley(alt: string): boolean {
  return (
    alt.length <= 24 && (/^[^\p{L}\s]{1,4}[^\s\p{L}]?[\p{L}]?[^\s\p{L}]?$/u.test(alt) || /^:[\w+-]+:$/.test(alt)) && !/^[\d.,]+$/.test(alt)
  );
}

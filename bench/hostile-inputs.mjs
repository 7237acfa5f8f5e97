/** Documents made to hurt: each is one line, so that what it attacks can be seen. Sizes are those at which some published parser hung or died. */
import { Buffer } from 'node:buffer';

const HEAD = '<rss version="2.0"><channel><title>t</title>';
const TAIL = '</channel></rss>';
const ITEM = '<item><title>ok</title><link>https://x.example/1</link><description>d</description></item>';
const rss = (inner) => HEAD + inner + TAIL;
const described = (text) => rss(`<item><title>ok</title><description>${text}</description></item>`);
const times = (count, make) => Array.from({ length: count }, (_, index) => make(index)).join('');
const bomb = `<!ENTITY a0 "lol">${times(9, (level) => `<!ENTITY a${level + 1} "${`&a${level};`.repeat(10)}">`)}`;

export const HOSTILE = {
  'billion laughs': () => `<?xml version="1.0"?><!DOCTYPE rss [${bomb}]>${rss('<item><title>&a9;</title></item>')}`,
  'quadratic entity': () => `<!DOCTYPE rss [<!ENTITY a "${'x'.repeat(1e5)}">]>${rss(`<item><title>${'&a;'.repeat(2e4)}</title></item>`)}`,
  'longest entity, 100,000 times': () =>
    `<!DOCTYPE rss [<!ENTITY a "${'x'.repeat(512)}">]>${rss(`<item><title>${'&a;'.repeat(1e5)}</title></item>`)}`,
  'external entity': () => `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>${rss('<item><title>[&x;]</title></item>')}`,
  'parameter entity': () => `<!DOCTYPE rss [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>${rss(ITEM)}`,
  'doctype never closed, 5 MB': () => `<!DOCTYPE rss [${'<!ENTITY x "'.repeat(4e5)}${rss(ITEM)}`,
  'depth 100,000, closed': () => described(`${'<a>'.repeat(1e5)}x${'</a>'.repeat(1e5)}`),
  'depth 100,000, open': () => `${HEAD}<item><title>ok</title><description>${'<a>'.repeat(1e5)}`,
  'depth 1,000,000, closed': () => described(`${'<a>'.repeat(1e6)}x${'</a>'.repeat(1e6)}`),
  'text of 50 MB': () => described('lorem ipsum dolor sit amet '.repeat(1_900_000)),
  'CDATA of 50 MB': () => described(`<![CDATA[${'lorem ipsum dolor sit amet '.repeat(1_900_000)}]]>`),
  'blanks of 100 MB': () => `${HEAD}${' '.repeat(1e8)}${ITEM}${TAIL}`,
  'a million NULs before the root': () => '\0'.repeat(1e6) + rss(ITEM),
  'CDATA never closed': () => rss(`${ITEM}<item><title><![CDATA[never closed ${'<p>x</p>'.repeat(1e5)}</title></item>`),
  '50,000 CDATA never closed': () => rss(`${ITEM}${'<item><title><![CDATA[x</title></item>'.repeat(5e4)}`),
  'comment of 10 MB never closed': () => `${HEAD}${ITEM}<!-- ${'x '.repeat(5e6)}`,
  '200,000 comments never closed': () => rss(`${ITEM}${'<!-- '.repeat(2e5)}`),
  'quotes never closed': () => rss(`${ITEM}${'<item a="x>'.repeat(2e5)}`),
  '1,000,000 items': () => rss('<item/>'.repeat(1e6)),
  '500,000 items with titles': () => rss('<item><title>a</title></item>'.repeat(5e5)),
  '300,000 attributes': () => rss(`<item${times(3e5, (index) => ` a${index}="${index}"`)}><title>ok</title></item>`),
  '50,000 namespaces': () =>
    `<rss version="2.0"${times(5e4, (index) => ` xmlns:n${index}="urn:${index}"`)}><channel>${'<item xmlns:q="urn:q"><title>ok</title></item>'.repeat(200)}${TAIL}`,
  '200,000 &lt;': () => described('&lt;'.repeat(2e5)),
  '100,000 &lt;p': () => described(`x${'&lt;p '.repeat(1e5)}`),
  '200,000 < in CDATA': () => described(`<![CDATA[${'<'.repeat(2e5)}]]>`),
  '1,000,000 raw <': () => described('<'.repeat(1e6)),
  '1,000,000 raw &': () => described('&'.repeat(1e6)),
  '2,000,000 character references': () => described('&#65;'.repeat(2e6)),
  '200,000 <a></b>': () => described('<a></b>'.repeat(2e5)),
  '200,000 ends that nothing began': () => described('</b>'.repeat(2e5)),
  '250,000 empty elements in a text': () => described('<a/>'.repeat(2.5e5)),
  '100,000 links': () =>
    `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>ok</title>${'<link rel="replies" href="https://x.example/c"/>'.repeat(1e5)}</entry></feed>`,
  '100,000 authors': () =>
    `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>ok</title>${times(1e5, (index) => `<author><name>${index}</name></author>`)}</entry></feed>`,
  'elements named __proto__': () =>
    rss(
      '<item><__proto__><polluted>1</polluted></__proto__><constructor><prototype><polluted>1</polluted></prototype></constructor><title>ok</title></item>',
    ),
  'attributes named __proto__': () =>
    rss('<item __proto__="x" constructor="z" toString="q" hasOwnProperty="1"><title __proto__="polluted">ok</title></item>'),
  'a prefix named __proto__': () =>
    '<rss version="2.0" xmlns:__proto__="http://purl.org/dc/elements/1.1/"><channel><item><__proto__:creator>evil</__proto__:creator><title>ok</title></item></channel></rss>',
  '__proto__ in JSON': () =>
    '{"version":"https://jsonfeed.org/version/1","title":"t","__proto__":{"polluted":1},"items":[{"id":"1","__proto__":{"polluted":1},"content_html":"x"}]}',
  'JSON 100,000 deep': () => `{"version":"https://jsonfeed.org/version/1","items":[${'['.repeat(1e5)}${']'.repeat(1e5)}]}`,
  '200,000 XML declarations': () => '<?xml version="1.0"?>'.repeat(2e5) + rss(ITEM),
  'web page of 5 MB': () =>
    `<!doctype html><html><head><title>x</title></head><body>${'<div><p>hello <b>world</p></div>'.repeat(150_000)}</body></html>`,
  'dates of 100 KB': () =>
    rss(
      ['1 '.repeat(5e4), `Mon${' a'.repeat(5e4)}`, `${' '.repeat(1e5)}x`]
        .map((date) => `<item><title>a</title><pubDate>${date}</pubDate></item>`)
        .join(''),
    ),
  'declaration of 260 KB': () => `<?xml ${'encoding'.repeat(2e4)}${' '.repeat(1e5)}?>${rss(ITEM)}`,
  'charset that lies': () => Buffer.from(`<?xml version="1.0" encoding="utf-16"?>${rss('<item><title>Zoë</title></item>')}`),
  'charset that is none': () => `<?xml version="1.0" encoding="x-evil-../../etc"?>${rss(ITEM)}`,
  'mojibake of 5 MB': () => described('Ã©'.repeat(1e6)),
  'bytes of no charset, 5 MB': () => Buffer.concat([Buffer.from(HEAD), Buffer.alloc(5e6, 0x9d), Buffer.from(TAIL)]),
};

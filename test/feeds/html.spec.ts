import fc from 'fast-check';
import sanitizeHtml from 'sanitize-html';
import { cleanHtml, excerpt, plainText } from '../../src/feeds/html.js';
import { readMarkup } from '../../src/feeds/html-reader.js';
import { SANITISER_OPTIONS } from '../../src/feeds/html-rules.js';
import { inProportion } from '../support/cpu.js';

const BASE = 'http://blog.example.org/2008/04/post.html';
const html = (value: string) => cleanHtml({ type: 'html', value, base: BASE });
const text = (value: string) => cleanHtml({ type: 'text', value, base: BASE });
const REL = 'rel="nofollow ugc noopener"';

describe('safe markup', () => {
  test.each([
    ['<p>One <b>two</b></p>', '<p>One <b>two</b></p>'],
    ['<p class="x" style="color:red" id="y" onclick="z()">One</p>', '<p>One</p>'],
    ['<a href="/about">us</a>', `<a href="http://blog.example.org/about" ${REL}>us</a>`],
    ['<a href="#fn1">1</a>', `<a href="${BASE}#fn1" ${REL}>1</a>`],
    ['<a href="mailto:a@example.org">mail</a>', `<a href="mailto:a@example.org" ${REL}>mail</a>`],
    ['<a name="top">word</a>', 'word'],
    ['<a href="/x"></a>word', 'word'],
    ['<a href="/x">one <a href="/y">two</a></a>', `<a href="http://blog.example.org/x" ${REL}>one two</a>`],
    [
      '<img src="a.png" alt="A &quot;b&quot;" class="c">',
      '<img src="http://blog.example.org/2008/04/a.png" alt="A &quot;b&quot;" loading="lazy">',
    ],
    ['<img src="data:image/gif;base64,x" data-src="/real.jpg">', '<img src="http://blog.example.org/real.jpg" alt="" loading="lazy">'],
    ['x<img src="http://t.example/p.gif" width="1" height="1">', 'x'],
    ['x<img src="http://feeds.feedburner.com/~r/blog/~4/1">', 'x'],
    ['<section><font color="red">a</font></section>', '<div>a</div>'],
    ['<table><tr><td colspan="2" bgcolor="red">a</td></tr></table>', '<table><tr><td colspan="2">a</td></tr></table>'],
    ['<ul><li>one<li>two</ul>', '<ul><li>one</li><li>two</li></ul>'],
    ['<p>one<p>two', '<p>one</p><p>two</p>'],
    ['<b>open', '<b>open</b>'],
    ['a < b & c > d', 'a &lt; b &amp; c &gt; d'],
    ['a<!-- note -->b', 'ab'],
    ['caf&eacute; &#8220;x&#8221; &amp;lt;', 'café “x” &amp;lt;'],
    ['<iframe src="http://video.example/"></iframe>after', 'after'],
    ['<form><input name="a"><button>Go</button></form>after', 'after'],
    ['<details><summary>More</summary>text</details>', '<details><summary>More</summary>text</details>'],
    ['<pre>  a\n    b</pre>', '<pre>  a\n    b</pre>'],
    ['see http://example.org/a_(b). And', `see <a href="http://example.org/a_(b)" ${REL}>http://example.org/a_(b)</a>. And`],
    ['<o:p>Word</o:p>', 'Word'],
    ['', ''],
  ])('%s becomes %s', (source, expected) => {
    expect(html(source).html).toBe(expected);
  });

  test.each([
    '<script>alert(1)</script>',
    '<scr<script>ipt>alert(1)</scr</script>ipt>',
    '<img src=x onerror=alert(1)>',
    '<img src="x" onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<svg><script>alert(1)</script></svg>',
    '<svg onload=alert(1)>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>',
    '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
    '<style>@import "javascript:alert(1)";</style>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="javascript:alert(1)"></object>',
    '<base href="javascript:alert(1)//">',
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    '<form action="javascript:alert(1)"><input type=submit></form>',
    '<p style="background:url(javascript:alert(1))">x</p>',
    '<td background="javascript:alert(1)">',
    '<a href="http://x.example/" onmouseover="alert(1)" style="x:expression(alert(1))">x</a>',
    '<a href="http://x.example/&quot; onclick=&quot;alert(1)">x</a>',
    '<img alt="&quot;><script>alert(1)</script>" src="http://x.example/">',
    '<abbr title="&quot; onclick=&quot;alert(1)">x</abbr>',
    '<![CDATA[<script>alert(1)</script>]]>',
    '<!--><script>alert(1)</script>-->',
    '<!-- --!><script>alert(1)</script>',
    '<template><script>alert(1)</script></template>',
    '<p/onclick=alert(1)>x',
    '<\0script>alert(1)</script>',
  ])('%s does nothing', (source) => {
    for (const twice of [source, `<p>${source}</p>`, source.toUpperCase()]) {
      expectHarmless(html(twice).html);
      expectHarmless(html(html(twice).html).html);
    }
  });

  test('every attribute of every element', () => {
    const names = 'a p img td th div span time ol abbr bdo font table details blockquote video input'.split(' ');
    const attributes =
      'onclick onload onerror style class id srcdoc action formaction background xlink:href href src data-src title cite datetime'.split(
        ' ',
      );
    for (const name of names) {
      for (const attribute of attributes) {
        for (const quote of ['"', "'", ''])
          expectHarmless(html(`<${name} ${attribute}=${quote}javascript:alert(1)${quote}>x</${name}>`).html);
      }
    }
  });
});

/** Tags of the result in the only form that the writer knows, with the only attributes that it writes. */
function expectHarmless(markup: string): void {
  const tags = markup.match(/<[^>]*>?/g) ?? [];
  for (const tag of tags)
    expect(tag).toMatch(/^<\/?[a-z][a-z0-9]*(?: (?:href|rel|src|alt|loading|title|datetime|start|colspan|rowspan|dir)="[^"<>]*")*>$/);
  for (const [, url] of markup.matchAll(/ (?:href|src)="([^"]*)"/g)) expect(url).toMatch(/^(?:https?:\/\/|mailto:)/);
  expect(markup).not.toMatch(/<\/?(?:script|style|svg|math|iframe|object|form|input|template|noscript)/i);
}

describe('plain text', () => {
  test.each([
    ['<p>One\n  two</p><p>Three</p>', 'One two\n\nThree'],
    ['<div>One</div>Two<br>Three<br><br>Four', 'One\n\nTwo\nThree\n\nFour'],
    ['<ul><li>a</li><li><p>b</p></li></ul>', '• a\n\n• b'],
    ['<ol start="3"><li>a<ul><li>b</li></ul></li><li>c</li></ol>', '3. a\n  • b\n4. c'],
    ['<pre>if x:\n    y</pre>', 'if x:\n    y'],
    ['Nice <img src="http://x.example/i.gif" alt=":-)" class="wp-smiley"> one', 'Nice :-) one'],
    ['Nice <img src="http://x.example/i.gif" alt="Photo of the door"> one', 'Nice one'],
    ['<b>bo</b>ld', 'bold'],
    ['a<span> b</span>', 'a b'],
    ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
    ['a&nbsp;&nbsp;b', 'a b'],
    ['<script>var x</script>y', 'y'],
  ])('%s reads %j', (source, expected) => {
    expect(html(source).text).toBe(expected);
  });

  test('text that is no markup keeps its signs, paragraphs and lines, and its addresses become links', () => {
    const read = text('a < b\nline <b>\n\nSee http://example.org/?p=44.');
    expect(read.html).toBe(
      `<p>a &lt; b<br>line &lt;b&gt;</p>\n<p>See <a href="http://example.org/?p=44" ${REL}>http://example.org/?p=44</a>.</p>`,
    );
    expect(read.text).toBe('a < b\nline <b>\n\nSee http://example.org/?p=44.');
    expect(read.links).toEqual([{ url: 'http://example.org/?p=44', key: 'https://example.org/?p=44', text: 'http://example.org/?p=44' }]);
  });

  test('titles are one line', () => {
    expect(plainText({ type: 'html', value: ' A <i>b</i>\n &amp; c ', base: null })).toBe('A b & c');
    expect(plainText({ type: 'html', value: 'Tea &lt; coffee', base: null })).toBe('Tea < coffee');
    expect(plainText({ type: 'text', value: 'a <b>\n c', base: null })).toBe('a <b> c');
    expect(plainText({ type: 'html', value: 'A<br>b', base: null })).toBe('A b');
  });
});

test('links are kept once each, with their words', () => {
  const { links } = html(
    '<ul><li><a href="http://b.example/x?utm_source=a">One <b>two</b></a></li></ul><a href="http://www.b.example/x/">again</a><a href="/img"><img src="/i.png" alt="Door"></a><a href="mailto:a@b.example">m</a>',
  );
  expect(links).toEqual([
    { url: 'http://b.example/x?utm_source=a', key: 'https://b.example/x', text: 'One two' },
    { url: 'http://blog.example.org/img', key: 'https://blog.example.org/img', text: 'Door' },
  ]);
});

test.each([
  ['One two three', 20, 'One two three'],
  ['One two three', 13, 'One two three'],
  ['One two three', 12, 'One two…'],
  ['One two, three', 10, 'One two…'],
  ['One\n\ntwo   three', 13, 'One two three'],
  ['Antidisestablishment', 8, 'Antidis…'],
  ['😀😀😀', 4, '😀…'],
  ['', 10, ''],
])('the excerpt of %j in %d is %j', (source, max, expected) => {
  expect(excerpt(source, max)).toBe(expected);
});

/** Markup of all degrees of disorder: pieces in any sequence, so tags cross, nest wrongly, stay open or close nothing. */
const piece = fc.constantFrom(
  ...[
    'p',
    'div',
    'b',
    'i',
    'ul',
    'li',
    'a',
    'span',
    'section',
    'pre',
    'table',
    'tr',
    'td',
    'dl',
    'dt',
    'dd',
    'xyz',
    'script',
    'font',
  ].flatMap((name) => [`<${name}>`, `</${name}>`]),
  ...[
    '<a href="/x">',
    "<a href='http://y.example/?a=1&amp;b=2' title=t>",
    '<img src="/i.png" alt="a>b">',
    '<img src="/i.png" alt=\':)\'/>',
    '<br>',
    '<br/>',
    '<hr />',
  ],
  ...[
    '<p class="a" id=b>',
    '<td colspan="2">',
    '<ol start="3">',
    '</ol>',
    '<!-- c -->',
    '<!-->',
    '<',
    '>',
    '&',
    '&amp;',
    '&lt;b&gt;',
    '&eacute',
    '&#0;',
    '"',
    "'",
  ],
  ...['word', 'two words', ' ', '\n\n', '\u00a0', 'http://z.example/q?a=b', '<p', 'a="', '😀'],
);
const disorder = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));
const order = fc.letrec<{ nodes: string }>((tie) => ({
  nodes: fc
    .array(
      fc.oneof(
        {
          weight: 3,
          arbitrary: fc.constantFrom(
            'word',
            'two words ',
            ' &amp; &eacute;',
            '<br>',
            '<img src="/i.png" alt="x" class="y">',
            '\n',
            '<!-- c -->',
          ),
        },
        fc
          .tuple(
            fc.constantFrom('p', 'div', 'b', 'ul', 'li', 'a href="/x"', 'span style="a"', 'section', 'pre', "td colspan='2' class='x'"),
            tie('nodes'),
          )
          .map(([tag, inner]) => `<${tag}>${inner}</${tag.split(' ')[0] ?? ''}>`),
      ),
      { maxLength: 4 },
    )
    .map((pieces) => pieces.join('')),
})).nodes;

describe('laws', () => {
  test('what is taken as simple reads the same through the sanitiser', () => {
    let simple = 0;
    fc.assert(
      fc.property(fc.oneof(disorder, order), (source) => {
        const direct = readMarkup(source, BASE, 'strict');
        if (!direct) return;
        simple++;
        expect(direct).toEqual(readMarkup(sanitizeHtml(source, SANITISER_OPTIONS), BASE, 'lenient'));
      }),
      { numRuns: 4000 },
    );
    expect(simple).toBeGreaterThan(500);
  });

  test('what is given out is harmless, simple, and gives the same again', () => {
    fc.assert(
      fc.property(fc.oneof(disorder, order, fc.string()), (source) => {
        const once = html(source);
        expectHarmless(once.html);
        expect(readMarkup(once.html, null, 'strict')).toEqual(once);
      }),
      { numRuns: 4000 },
    );
  });

  test('text that is no markup keeps every word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (source) => {
        const words = source.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, '').replace(/[\s\u00a0]+/g, '');
        expect(text(source).text.replace(/\s+/g, '')).toBe(words);
      }),
    );
  });
});

describe('hostile bodies take time in proportion to their length', () => {
  test.each([
    ['200,000 <', '<'.repeat(200_000)],
    ['200,000 &lt;', '&lt;'.repeat(200_000)],
    ['200,000 <p ', '<p '.repeat(200_000)],
    ['200,000 <a></b>', '<a></b>'.repeat(200_000)],
    ['100,000 nested', '<div>'.repeat(100_000) + '</div>'.repeat(100_000)],
    ['100,000 nested, open', '<b>'.repeat(100_000)],
    ['100,000 paragraphs', '<p>x'.repeat(100_000)],
    ['100,000 list items', `<ul>${'<li>x</li>'.repeat(100_000)}</ul>`],
    ['200,000 <!--', '<!--'.repeat(200_000)],
    ['an attribute of spaces', `<p${' '.repeat(200_000)}`],
    ['a comment of hyphens', `<!--${'-'.repeat(200_000)}`],
    ['an address of brackets', `http://x.example/${')'.repeat(200_000)}`],
    ['100,000 attributes', `<p ${'a="b" '.repeat(100_000)}>x</p>`],
    ['50,000 addresses', 'http://x.example/ '.repeat(50_000)],
    ['200,000 &', '&'.repeat(200_000)],
    ['100,000 spaces and breaks', `${' '.repeat(100_000)}${'\n '.repeat(100_000)}x`],
    ['60,000 links', '<a href="http://x.example/">y</a>'.repeat(60_000)],
  ])('%s', async (_name, source) => {
    const cleaned = await inProportion(() => {
      text(source);
      plainText({ type: 'html', value: source, base: null });
      excerpt(source, 200);
      return html(source).html;
    });
    expectHarmless(cleaned.slice(0, 5000).replace(/<[^>]*$/, ''));
  });
});

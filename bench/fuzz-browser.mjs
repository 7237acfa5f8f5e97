/** What a browser makes of cleaned markup, by its own DOM and with no policy to help: scripts that run, and everything that could bring one. */
import { chromium } from 'playwright-core';

const PAGE = 'http://outputs.example/';
/** Markup that must be seen, or the check is none. */
const CONTROL = [
  '<script>hit()</script>',
  '<img src=x onerror=hit()>',
  '<a href="java&#10;script:hit()">x</a>',
  '</div><b>out of its place</b>',
];

export async function openBrowser(executablePath) {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  let body = '';
  await page.route('**/*', (route) =>
    route.request().url() === PAGE ? route.fulfill({ contentType: 'text/html; charset=utf-8', body }) : route.abort(),
  );
  page.setDefaultTimeout(120_000);

  /** Shows these, each in a place of its own, and gives what is wrong, with the number of the place. */
  async function inspect(markup) {
    const places = markup.map((html, index) => `<div class="place" id="place-${index}">${html}</div>`).join('\n');
    body = `<!doctype html><meta charset="utf-8"><script>window.hits = 0; window.hit = () => { window.hits++; };</script><main>${places}</main>`;
    await page.goto(PAGE, { waitUntil: 'load' });
    return page.evaluate(lookAround, markup.length);
  }

  const seen = await inspect(CONTROL);
  const isSharp = seen.hits === 2 && seen.wrong.length >= 3 && !seen.isWhole;
  if (!isSharp) throw new Error(`The browser does not see what it is to see: ${JSON.stringify(seen)}`);
  return { inspect, version: browser.version(), close: () => browser.close() };
}

/* global document, window, location */
/** Runs in the page. */
function lookAround(count) {
  const ELEMENTS =
    'script, iframe, frame, object, embed, applet, form, input, button, textarea, select, base, meta, link, style, svg, math, template, noscript, xmp, plaintext, title, audio, video';
  const main = document.querySelector('main');
  const wrong = [];
  for (const element of document.body.querySelectorAll('*')) {
    const place = element.closest('.place')?.id ?? 'none';
    const say = (what) => wrong.push({ place, what });
    if (element.matches(ELEMENTS)) say(`<${element.localName}>`);
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on')) say(name);
      if (name === 'style' || name === 'srcdoc') say(name);
      if (/^(?:href|src|srcset|action|formaction|data|poster|background|cite|xlink:href|ping)$/.test(name)) {
        // What a browser cannot read leads nowhere.
        if (!URL.canParse(value, location.href)) continue;
        const { protocol } = new URL(value, location.href);
        if (!/^(?:https?|mailto):$/.test(protocol)) say(`${name} of ${protocol}`);
      }
    }
  }
  const isWhole =
    main.children.length === count && [...main.children].every(({ id }, index) => id === `place-${index}`) && main.nextSibling === null;
  return { hits: window.hits, wrong, isWhole };
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Assets } from '../../../src/modules/pages/assets.js';
import { loadTemplates, PUBLIC } from '../../../src/modules/pages/handlebars.js';
import { SecretKey } from '../../../src/modules/config/secret-key.js';
import { ImageLinks } from '../../../src/modules/pages/image-links.js';
import { helpers } from '../../../src/modules/pages/helpers.js';

const known = helpers(
  { timezone: 'Europe/London', baseUrl: 'https://hustings.example' },
  new Assets(PUBLIC),
  new ImageLinks('proxy', new SecretKey({ secretKey: 'k'.repeat(40), database: { type: 'sqlite', location: ':memory:' } })),
);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'templates-'));
  for (const kind of ['layouts', 'partials', 'pages']) mkdirSync(join(folder, kind));
});
afterEach(() => rmSync(folder, { recursive: true }));

function render(template: string, view: object): string {
  writeFileSync(join(folder, 'pages/test.hbs'), template);
  const page = loadTemplates(folder, known).get('test');
  if (!page) throw new Error('The page was not loaded');
  return page(view);
}

test('a template that cannot be compiled stops the start, with its name', () => {
  expect(() => render('{{#if open}}never closed', {})).toThrow(/templates\/pages\/test\.hbs: Parse error/);
  writeFileSync(join(folder, 'partials/broken.hbs'), '{{/each}}');
  expect(() => render('fine', {})).toThrow(/templates\/partials\/broken\.hbs/);
});

test('a value that is missing throws, instead of leaving a hole in the page', () => {
  expect(() => render('{{title}}', {})).toThrow(/title/);
  expect(() => render('{{count replies "reply" "replies"}}', {})).toThrow('{{count}} needs a number and got undefined');
  expect(() => render('{{time at "day"}}', { at: null })).toThrow('{{time}} needs a Date and got null');
  expect(() => render('{{asset "nothing.css"}}', {})).toThrow('There is no nothing.css in public/');
});

test('what is put in is escaped; only the one helper lets markup through', () => {
  expect(render('{{words}} <a title="{{words}}">', { words: `<b>"'&` })).toBe(
    '&lt;b&gt;&quot;&#x27;&amp; <a title="&lt;b&gt;&quot;&#x27;&amp;">',
  );
  expect(render('{{sanitised html}}', { html: '<b>bold</b>' })).toBe('<b>bold</b>');
});

test('an instant is written in the digest’s zone for people, and in UTC for machines', () => {
  const at = new Date('2008-04-03T12:40:00Z');
  expect(render('{{time at "moment"}}', { at })).toBe('<time datetime="2008-04-03T12:40:00.000Z">3 April 2008, 13:40</time>');
  expect(render('{{time at "weekday"}}, {{time at "clock"}}', { at })).toMatch(/>Thursday 3 April 2008<.*>13:40</);
});

test('numbers are grouped and counted in words', () => {
  expect(
    render('{{count none "reply" "replies"}}, {{count one "reply" "replies"}}, {{count many "reply" "replies"}}', {
      none: 0,
      one: 1,
      many: 12345,
    }),
  ).toBe('0 replies, 1 reply, 12,345 replies');
});

test('a page names its layout and its partials', () => {
  writeFileSync(join(folder, 'layouts/page.hbs'), '<main>{{> @partial-block}}</main>');
  writeFileSync(join(folder, 'partials/name.hbs'), '<b>{{name}}</b>');
  expect(render('{{#> layouts/page}}{{> name person}}{{/layouts/page}}', { person: { name: 'Ada' } })).toBe('<main><b>Ada</b></main>');
});

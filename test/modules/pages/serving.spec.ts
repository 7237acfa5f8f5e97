import { Controller, Get, Module, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { readConfig } from '../../../src/modules/config/config.js';
import { ConfigModule } from '../../../src/modules/config/config.module.js';
import { Allowed } from '../../../src/modules/pages/access.js';
import { PageNotFound } from '../../../src/modules/pages/page-not-found.js';
import { configurePages, PagesModule } from '../../../src/modules/pages/pages.module.js';
import { expectOrderlyHeadings, Page } from '../../support/page.js';

@Controller()
@Allowed('anyone')
class FaultyController {
  @Get(['broken', 'api/broken'])
  broken(): never {
    throw new Error('the password is swordfish');
  }

  @Get(['missing', 'api/missing'])
  missing(): never {
    throw new PageNotFound('There is no such <thing>.', [{ href: '/near', label: 'Something near' }]);
  }

  @Post('form')
  form(): string {
    return 'done';
  }
}

@Module({ controllers: [FaultyController] })
class FaultyModule {}

let app: NestExpressApplication;
let url: string;
const said: string[] = [];

beforeAll(async () => {
  const imports = [ConfigModule.of(readConfig({ BASE_URL: 'https://hustings.example' })), PagesModule, FaultyModule];
  app = (await Test.createTestingModule({ imports }).compile()).createNestApplication<NestExpressApplication>();
  app.useLogger({ log: () => undefined, warn: () => undefined, error: (message: unknown) => said.push(String(message)) });
  configurePages(app);
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

test('a page that is not there says what is missing and where to go', async () => {
  const response = await fetch(`${url}/missing`);
  const html = await response.text();
  const page = new Page(html);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expectOrderlyHeadings(page);
  expect(html).toContain('There is no such &lt;thing&gt;.');
  expect(page.all('a', { href: '/near' })).toHaveLength(1);
  expect(page.one('html').attribs.lang).toBe('en-GB');
  expect(page.one('main').attribs.id).toBe('main');
  expect(page.classed('skip')[0]?.attribs.href).toBe('#main');
});

test('an address that nothing has gets the same page', async () => {
  const page = new Page(await (await fetch(`${url}/wp-login.php`)).text());
  expect(page.text).toContain('Nothing has this address.');
  expect(page.text).not.toContain('Cannot GET');
});

test('a fault tells the reader a number, the log the fault, and nobody else anything', async () => {
  const response = await fetch(`${url}/broken`);
  const html = await response.text();
  expect(response.status).toBe(500);
  expect(html).not.toContain('swordfish');
  const incident = /<strong>([0-9a-f]{8})<\/strong>/.exec(html)?.[1] ?? 'none';
  expect(said.filter((message) => message.startsWith(`${incident} GET /broken: Error: the password is swordfish`))).toHaveLength(1);
});

test('programs get errors as problems', async () => {
  const [missing, broken] = [await fetch(`${url}/api/missing`), await fetch(`${url}/api/broken`)];
  expect([missing.status, missing.headers.get('content-type'), await missing.json()]).toEqual([
    404,
    'application/problem+json; charset=utf-8',
    {
      type: '/api/docs#problem-not-found',
      title: 'Not here',
      status: 404,
      detail: 'There is no such <thing>.',
      instance: '/api/missing',
    },
  ]);
  expect(await broken.json()).toEqual({
    type: '/api/docs#problem-fault',
    title: 'Our fault',
    status: 500,
    detail: expect.not.stringContaining('swordfish') as string,
    instance: '/api/broken',
    incident: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
  });
});

test('a browser is told to run nothing and to load nothing but our style and pictures over https', async () => {
  const { headers } = await fetch(`${url}/missing`);
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none';style-src 'self';img-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
  );
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('same-origin');
  expect(headers.get('strict-transport-security')).toMatch(/max-age=/);
  expect(headers.get('x-powered-by')).toBeNull();
});

test('the style sheet may be kept for ever, because its address changes with it', async () => {
  const page = new Page(await (await fetch(`${url}/missing`)).text());
  const href = page.one('link', { rel: 'stylesheet' }).attribs.href ?? '';
  expect(href).toMatch(/^\/assets\/[0-9a-f]{12}\/site\.css$/);
  const response = await fetch(url + href);
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(response.headers.get('content-type')).toMatch(/^text\/css/);
  expect((await fetch(`${url}/assets/000000000000/site.css`)).status).toBe(404);
});

test.each([
  ['from one of our pages', { 'Sec-Fetch-Site': 'same-origin' }, 201],
  ['from a program', {}, 201],
  ['from another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
  ['from a neighbour of our domain', { 'Sec-Fetch-Site': 'same-site' }, 403],
  ['from another site, by an old browser', { Origin: 'https://evil.example' }, 403],
  ['from a page without origin', { Origin: 'null' }, 403],
])('a form %s: %s gives %i', async (_from, headers, status) => {
  const response = await fetch(`${url}/form`, { method: 'POST', headers: headers as Record<string, string> });
  expect(response.status).toBe(status);
});
